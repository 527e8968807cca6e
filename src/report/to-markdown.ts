/** A report as Markdown (GitHub's, https://github.github.com/gfm): charts are told by their sentences. */
import type { Block, ReportDocument, TableBlock } from './document.ts';

export function documentToMarkdown({ title, subtitle, blocks }: ReportDocument): string {
  return `${[`# ${plain(title)}`, plain(subtitle), ...blocks.map(blockToMarkdown)].join('\n\n')}\n`;
}

function blockToMarkdown(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `## ${plain(block.text)}`;
    case 'text':
      return plain(block.text);
    case 'steps':
      return block.items.map((item, i) => `${i + 1}. ${plain(item)}`).join('\n');
    case 'remark':
      return `> **${plain(block.title)}** ${plain(block.text)}`;
    case 'table':
      return tableToMarkdown(block);
    case 'chart':
      return `**${plain(block.title)}.** ${plain(block.scene.sentence)}`;
    case 'terms':
      return block.terms.map(({ term, text, href }) => `- ${anchor(term, href)}: ${plain(text)}`).join('\n');
    case 'link':
      return anchor(block.text, block.href);
  }
}

function tableToMarkdown({ caption, head, rows }: TableBlock): string {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(' | ')} |`;
  const rule = `| ${head.map((_, i) => (i === 0 ? '---' : '---:')).join(' | ')} |`;
  return [`${plain(caption)}:`, '', line(head), rule, ...rows.map(line)].join('\n');
}

function anchor(text: string, href: string | undefined): string {
  // parentheses would end the address
  const address = href?.replaceAll('(', '%28').replaceAll(')', '%29');
  return address === undefined ? `**${plain(text)}**` : `[${plain(text)}](${address})`;
}

/** Names of files and plans say what they like: nothing of it is markup. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|~#]/g, '\\$&');
}
