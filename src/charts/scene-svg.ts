/** A scene as the text of an SVG file. */
import type { Mark, Scene } from './scene.ts';

export function sceneToSvg(scene: Scene, { background, font }: { background: string; font: string }): string {
  const { width, height } = scene;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escape(font)}" role="img">`,
    `<title>${escape(scene.sentence)}</title>`,
    `<rect width="${width}" height="${height}" fill="${escape(background)}"/>`,
    ...scene.marks.map(markToSvg),
    '</svg>',
    '',
  ].join('\n');
}

type Attributes = Record<string, string | number | undefined>;

function markToSvg(mark: Mark): string {
  switch (mark.kind) {
    case 'path':
      return element('path', {
        d: mark.d,
        fill: mark.fill ?? 'none',
        stroke: mark.stroke,
        'stroke-width': mark.width,
        'stroke-dasharray': mark.dash,
        'stroke-linejoin': mark.stroke === undefined ? undefined : 'round',
        opacity: mark.opacity,
      });
    case 'line':
      return element('line', {
        x1: mark.x1,
        y1: mark.y1,
        x2: mark.x2,
        y2: mark.y2,
        stroke: mark.stroke,
        'stroke-width': mark.width,
        'stroke-dasharray': mark.dash,
      });
    case 'rect':
      return element('rect', {
        x: mark.x,
        y: mark.y,
        width: mark.width,
        height: mark.height,
        fill: mark.fill,
        opacity: mark.opacity,
      });
    case 'circle':
      return element('circle', {
        cx: mark.x,
        cy: mark.y,
        r: mark.radius,
        fill: mark.fill,
        stroke: mark.stroke,
        'stroke-width': mark.width,
      });
    case 'text':
      return textToSvg(mark);
  }
}

function textToSvg(mark: Extract<Mark, { kind: 'text' }>): string {
  const attributes: Attributes = {
    x: mark.x,
    y: mark.y,
    fill: mark.fill,
    'font-size': mark.size,
    'font-weight': mark.weight,
    'text-anchor': mark.anchor,
    transform: mark.rotate === undefined ? undefined : `rotate(${mark.rotate} ${mark.x} ${mark.y})`,
    ...(mark.halo !== undefined && { stroke: mark.halo, 'stroke-width': 3, 'paint-order': 'stroke' }),
  };
  return element('text', attributes, escape(mark.text));
}

function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : escape(String(value))}"`)
    .join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** Three decimals: finer than any screen, and stable in snapshots. */
function rounded(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
