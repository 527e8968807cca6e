/** Experts × classes: who gets which class. Shares in colour, and as numbers where cells have room for them. */
import { lab, range } from 'd3';
import { rowOf, type Matrix } from '../core/routing/matrix.ts';
import { formatCount, formatPercent } from '../core/quantity.ts';
import { LABEL_SIZE, shortened } from './axes.ts';
import { rampColor } from './expert-matrix.ts';
import type { Look, Mark, Scene } from './scene.ts';

export type Sharing =
  /** Each column sums to 1: where the samples of a class go. */
  | 'of-class'
  /** Each row sums to 1: what an expert is made of. */
  | 'of-expert';

export interface ClassMatrixSpec {
  readonly width: number;
  /** [E, C]: first choices. */
  readonly counts: Matrix;
  readonly classes: readonly string[];
  readonly sharing: Sharing;
  /** "true class", "predicted class": what columns are. */
  readonly columnsAre: string;
  readonly theme: 'light' | 'dark';
}

export function drawClassMatrix(spec: ClassMatrixSpec, look: Look): Scene {
  const layout = layOut(spec);
  const shares = sharesOf(spec.counts, spec.sharing);
  const marks = [
    ...titleMarks(spec, layout, look),
    ...rowLabelMarks(spec, layout, look),
    ...columnLabelMarks(spec, layout, look),
    ...range(shares.rows).flatMap((expert) =>
      Array.from(rowOf(shares, expert), (share, label) =>
        cellMarks(share, { expert, label }, { spec, layout, look }),
      ).flat(),
    ),
  ];
  return { width: spec.width, height: layout.height, marks, sentence: sentenceOf(spec, shares) };
}

/** NaN where a class has no samples, or an expert got none. */
export function sharesOf({ rows, columns, values }: Matrix, sharing: Sharing): Matrix {
  const totals = new Float64Array(sharing === 'of-class' ? columns : rows);
  const keyOf = (cell: number) => (sharing === 'of-class' ? cell % columns : Math.floor(cell / columns));
  values.forEach((count, cell) => {
    totals[keyOf(cell)]! += count;
  });
  return { rows, columns, values: values.map((count, cell) => count / totals[keyOf(cell)]!) };
}

interface Layout {
  readonly left: number;
  readonly top: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly height: number;
  readonly isSlanted: boolean;
}

const LETTER = 6.2;
const LONGEST_LABEL = 14;

function layOut({ width, counts, classes }: ClassMatrixSpec): Layout {
  const left = 40;
  const longest = Math.max(1, ...classes.map((name) => Math.min(name.length, LONGEST_LABEL)));
  const cellWidth = Math.min(72, (width - left - 4) / Math.max(1, counts.columns));
  const isSlanted = longest * LETTER > cellWidth - 2;
  const top = 22 + (isSlanted ? Math.round(longest * LETTER * 0.72) + 6 : 18);
  const cellHeight = Math.max(8, Math.min(28, Math.floor(320 / Math.max(1, counts.rows))));
  return { left, top, cellWidth, cellHeight, isSlanted, height: top + cellHeight * counts.rows + 4 };
}

function titleMarks({ columnsAre }: ClassMatrixSpec, { left }: Layout, look: Look): Mark[] {
  return [
    { kind: 'text', x: left, y: 12, text: `Expert, by ${columnsAre}`, fill: look.inkMuted, size: LABEL_SIZE },
  ];
}

function rowLabelMarks({ counts }: ClassMatrixSpec, { left, top, cellHeight }: Layout, look: Look): Mark[] {
  return range(0, counts.rows, Math.ceil(13 / cellHeight)).map((expert): Mark => ({
    kind: 'text',
    x: left - 8,
    y: top + (expert + 0.5) * cellHeight + 4,
    anchor: 'end',
    text: String(expert),
    fill: look.inkMuted,
    size: LABEL_SIZE,
  }));
}

function columnLabelMarks({ classes }: ClassMatrixSpec, layout: Layout, look: Look): Mark[] {
  const { left, top, cellWidth, isSlanted } = layout;
  const every = Math.ceil(13 / cellWidth);
  return range(0, classes.length, every).map((label): Mark => ({
    kind: 'text',
    x: left + (label + 0.5) * cellWidth + (isSlanted ? 3 : 0),
    y: top - 6,
    text: shortened(classes[label]!, LONGEST_LABEL),
    fill: look.inkMuted,
    size: LABEL_SIZE,
    ...(isSlanted ? { rotate: -45 } : { anchor: 'middle' as const }),
  }));
}

function cellMarks(
  share: number,
  { expert, label }: { expert: number; label: number },
  { spec, layout, look }: { spec: ClassMatrixSpec; layout: Layout; look: Look },
): Mark[] {
  const { left, top, cellWidth, cellHeight } = layout;
  const [x, y] = [left + label * cellWidth, top + expert * cellHeight];
  if (Number.isNaN(share)) {
    const [cx, cy] = [x + cellWidth / 2, y + cellHeight / 2];
    return [{ kind: 'rect', x: cx - 1, y: cy - 1, width: 2, height: 2, fill: look.lineStrong }];
  }
  const fill = rampColor(share, spec.theme);
  const gap = cellWidth >= 9 && cellHeight >= 9 ? 1 : 0;
  const cell: Mark = { kind: 'rect', x, y, width: cellWidth - gap, height: cellHeight - gap, fill };
  const text = share < 0.005 ? '' : String(Math.round(share * 100));
  if (text === '' || cellWidth < 20 || cellHeight < 13) return [cell];
  const ink = inkOn(fill, spec.theme, look);
  const at = { x: x + (cellWidth - gap) / 2, y: y + (cellHeight - gap) / 2 + 4 };
  return [cell, { kind: 'text', ...at, anchor: 'middle', text, fill: ink, size: LABEL_SIZE }];
}

/** Whichever of the page's ink and its paper stands out more. */
function inkOn(fill: string, theme: ClassMatrixSpec['theme'], look: Look): string {
  const isBright = lab(fill).l > 58;
  return isBright === (theme === 'light') ? look.ink : look.surface;
}

function sentenceOf({ counts, classes, columnsAre }: ClassMatrixSpec, shares: Matrix): string {
  if (!counts.values.some((count) => count > 0)) return 'Experts by class: nothing is measured yet.';
  const favourites = range(counts.rows).flatMap((expert) => {
    const row = rowOf(counts, expert);
    const total = row.reduce((a, b) => a + b, 0);
    if (total === 0) return [];
    const label = row.indexOf(row.reduce((a, b) => Math.max(a, b), 0));
    const share = shares.values[expert * counts.columns + label]!;
    return [{ expert, label, share }];
  });
  const idle = counts.rows - favourites.length;
  const all = favourites
    .slice(0, 16)
    .map(
      ({ expert, label, share }) => `expert ${expert} mostly ${classes[label]!} (${formatPercent(share, 0)})`,
    );
  const rest =
    idle === 0 ? '' : `; ${idle === 1 ? '1 expert gets' : `${formatCount(idle)} experts get`} no sample`;
  return `First choices of ${counts.rows} experts by ${columnsAre}: ${all.join(', ')}${rest}.`;
}
