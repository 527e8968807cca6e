/** A report as one HTML file that asks nobody for anything: styles and pictures are in it, and its policy forbids all else. */
import { sceneToSvg } from '../charts/scene-svg.ts';
import type { Block, ReportDocument, TableBlock } from './document.ts';
import { reportColours, reportLook } from './report-look.ts';

export function documentToHtml({ title, subtitle, blocks }: ReportDocument): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<style>${styles}</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
<p class="subtitle">${escape(subtitle)}</p>
${blocks.map(blockToHtml).join('\n')}
</main>
</body>
</html>
`;
}

function blockToHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h2>${escape(block.text)}</h2>`;
    case 'text':
      return `<p>${escape(block.text)}</p>`;
    case 'steps':
      return `<ol>${block.items.map((item) => `<li>${escape(item)}</li>`).join('')}</ol>`;
    case 'remark':
      return `<aside><strong>${escape(block.title)}</strong> ${escape(block.text)}</aside>`;
    case 'table':
      return tableToHtml(block);
    case 'chart': {
      const svg = sceneToSvg(block.scene, { background: reportLook.surface, font: reportLook.font });
      const caption = `<strong>${escape(block.title)}.</strong> ${escape(block.scene.sentence)}`;
      return `<figure><div class="scroll" tabindex="0" role="region" aria-label="${escape(block.title)}">${svg}</div><figcaption>${caption}</figcaption></figure>`;
    }
    case 'terms':
      return `<dl>${block.terms
        .map(({ term, text, href }) => `<dt>${anchor(term, href)}</dt><dd>${escape(text)}</dd>`)
        .join('')}</dl>`;
    case 'link':
      return `<p>${anchor(block.text, block.href)}</p>`;
  }
}

function tableToHtml({ caption, head, rows }: TableBlock): string {
  const heads = head.map((text) => `<th scope="col">${escape(text)}</th>`).join('');
  const lines = rows.map(([name, ...cells]) => {
    const values = cells.map((text) => `<td>${escape(text)}</td>`).join('');
    return `<tr><th scope="row">${escape(name ?? '')}</th>${values}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escape(caption)}"><table><caption>${escape(caption)}</caption><thead><tr>${heads}</tr></thead><tbody>${lines.join('\n')}</tbody></table></div>`;
}

/** Links of other kinds than these are not written. */
function anchor(text: string, href: string | undefined): string {
  return href !== undefined && /^https?:/.test(href)
    ? `<a href="${escape(href)}" rel="noreferrer">${escape(text)}</a>`
    : escape(text);
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const colours = Object.entries(reportColours)
  .map(([token, [light, dark]]) => `${token}:light-dark(${light},${dark})`)
  .join(';');

const styles = `
:root{color-scheme:light dark;${colours}}
*{box-sizing:border-box}
body{margin:0;background:var(--surface);color:var(--ink);font:15px/1.55 ${reportLook.font}}
main{max-width:840px;margin:0 auto;padding:40px 20px 80px}
h1{margin:0;font-size:28px;line-height:1.25;overflow-wrap:anywhere}
h2{margin:44px 0 12px;font-size:19px}
p{margin:8px 0;overflow-wrap:anywhere}
.subtitle,figcaption,dd,caption{color:var(--ink-muted)}
a{color:var(--accent-ink)}
aside{margin:12px 0;padding:10px 14px;border-left:3px solid var(--series-2)}
ol{padding-left:22px}
figure{margin:24px 0;break-inside:avoid}
svg{display:block;width:100%;min-width:560px;height:auto}
figcaption{margin-top:8px;font-size:13px}
.scroll{overflow-x:auto;margin:12px 0}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:14px}
caption{text-align:left;padding-bottom:6px;font-size:13px}
th,td{padding:6px 10px;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
td,thead th{white-space:nowrap}
th:first-child{padding-left:0;text-align:left;font-weight:500}
thead th{color:var(--ink-muted);font-weight:500;border-bottom-color:var(--line-strong)}
tr{break-inside:avoid}
dt{margin-top:12px;font-weight:600}
dd{margin:2px 0 0}
@media print{:root{color-scheme:light}main{max-width:none;padding:0}.scroll{overflow:visible}svg{min-width:0}}
`;
