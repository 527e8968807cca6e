/** Rows × columns (layers × experts, mostly), each cell coloured by a number. Thousands of cells: strokes on a canvas, not elements. */
import { interpolateLab, interpolateViridis, interpolateYlGnBu, piecewise, range, rgb } from 'd3';
import { shortened } from './axes.ts';
import type { Look } from './scene.ts';

export interface MatrixSpec {
  /** Width available, in CSS pixels. */
  readonly width: number;
  readonly rowLabels: readonly string[];
  readonly columnLabels: readonly string[];
  /** Row by row; NaN where there is nothing (no such expert, or not read yet). */
  readonly values: Float64Array;
  /** Values that the ends of the colour ramp stand for. */
  readonly domain: readonly [number, number];
  readonly theme: 'light' | 'dark';
  /** `around`: two colours that part in the middle of the domain, for what may be more or less than expected. */
  readonly ramp?: MatrixRamp | undefined;
  /** `fit`: cells as narrow as two pixels, so that some hundred can be seen at once; `square`: and as high as wide. */
  readonly density?: 'aim' | 'fit' | 'square' | undefined;
  /** Row by row: 1 for a cell that is crossed out, as what a plan removes. */
  readonly crossed?: Uint8Array | undefined;
}

export type MatrixRamp = 'rising' | 'around';

export interface MatrixLayout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly rows: number;
  readonly columns: number;
}

/** Outlines of cells in the colour of a curve, and the cell under keyboard or pointer. */
export interface MatrixMarks {
  readonly selected: readonly { readonly cell: number; readonly color: string }[];
  readonly focus: number | null;
}

const LABEL_SIZE = 11;
const LEFT = 52;
const MOST_LEFT = 150;
/** Letters of a row's label that fit into the most that is left for it. */
export const LONGEST_LABEL = 22;
const TOP = 22;
const MOST_CELL = 26;
const WIDE_CELL = 96;
/** Below this a finger or pointer can't aim; the matrix then scrolls sideways. */
const LEAST_CELL = {
  aim: { width: 6, height: 7 },
  fit: { width: 2, height: 7 },
  square: { width: 2, height: 2 },
};
/** Of a square matrix, where cells leave a choice. */
const MOST_SQUARE = 640;

export function layOutMatrix({
  width,
  rowLabels,
  columnLabels,
  density = 'aim',
}: Pick<MatrixSpec, 'width' | 'rowLabels' | 'columnLabels' | 'density'>): MatrixLayout {
  const columns = columnLabels.length;
  const rows = rowLabels.length;
  const longest = rowLabels.reduce((most, label) => Math.max(most, label.length), 0);
  const left = Math.max(LEFT, Math.min(MOST_LEFT, Math.round(longest * 6.2) + 16));
  const fitting = Math.floor((width - left - 2) / Math.max(1, columns));
  const most = columns <= 16 ? WIDE_CELL : MOST_CELL;
  const least = LEAST_CELL[density];
  const high = Math.min(MOST_CELL - 4, Math.floor(420 / Math.max(1, rows)));
  const side = Math.min(2 * MOST_CELL, fitting, Math.floor(MOST_SQUARE / Math.max(1, rows)));
  const isSquare = density === 'square';
  const cellWidth = Math.max(least.width, isSquare ? side : Math.min(most, fitting));
  const cellHeight = Math.max(least.height, isSquare ? side : high);
  return {
    width: left + columns * cellWidth + 2,
    height: TOP + rows * cellHeight + 2,
    left,
    top: TOP,
    cellWidth,
    cellHeight,
    rows,
    columns,
  };
}

/** Index of the cell at a point, or null beside the cells. */
export function cellAt(layout: MatrixLayout, x: number, y: number): number | null {
  const column = Math.floor((x - layout.left) / layout.cellWidth);
  const row = Math.floor((y - layout.top) / layout.cellHeight);
  const isInside = column >= 0 && column < layout.columns && row >= 0 && row < layout.rows;
  return isInside ? row * layout.columns + column : null;
}

/** Row or column whose label is at a point. */
export function labelAt(
  layout: MatrixLayout,
  x: number,
  y: number,
): { row: number } | { column: number } | null {
  const column = Math.floor((x - layout.left) / layout.cellWidth);
  const row = Math.floor((y - layout.top) / layout.cellHeight);
  if (x < layout.left && row >= 0 && row < layout.rows) return { row };
  if (y < layout.top && column >= 0 && column < layout.columns) return { column };
  return null;
}

export function cellBox(
  layout: MatrixLayout,
  cell: number,
): { x: number; y: number; width: number; height: number } {
  const column = cell % layout.columns;
  const row = Math.floor(cell / layout.columns);
  return {
    x: layout.left + column * layout.cellWidth,
    y: layout.top + row * layout.cellHeight,
    width: layout.cellWidth,
    height: layout.cellHeight,
  };
}

/** Perceptually even ramps whose low end is near the page: more is farther from the background in either theme. */
export function rampColor(t: number, theme: 'light' | 'dark'): string {
  const at = Math.min(1, Math.max(0, t));
  return theme === 'light' ? interpolateYlGnBu(0.06 + 0.94 * at) : interpolateViridis(0.04 + 0.96 * at);
}

/** Finer than an eye tells apart; working out a colour for each of ten thousand cells would take longer than a frame. */
const PALETTE_SIZE = 256;
const palettes = new Map<MatrixSpec['theme'], readonly string[]>();

function risingPalette(theme: MatrixSpec['theme']): readonly string[] {
  let palette = palettes.get(theme);
  if (palette === undefined) {
    palette = range(PALETTE_SIZE).map((i) => rampColor(i / (PALETTE_SIZE - 1), theme));
    palettes.set(theme, palette);
  }
  return palette;
}

/** From less to more than expected, with next to no colour between; by tokens, so that all eyes tell the ends apart. */
export function aroundStops({ series, line }: Pick<Look, 'series' | 'line'>): readonly string[] {
  return [series[1]!, line, series[0]!];
}

type Ramp = Pick<MatrixSpec, 'domain' | 'ramp' | 'theme'>;

/** Colours of values, for any number of cells. */
export function cellColors(spec: Ramp, look: Look): (value: number) => string {
  const palette = paletteOf(spec, look);
  return (value) => palette[paletteIndex(value, spec)]!;
}

function paletteIndex(value: number, { domain: [low, high] }: Pick<Ramp, 'domain'>): number {
  const t = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5;
  return Math.round(t * (PALETTE_SIZE - 1));
}

function paletteOf({ ramp = 'rising', theme }: Ramp, look: Look): readonly string[] {
  if (ramp === 'rising') return risingPalette(theme);
  return range(PALETTE_SIZE).map(scaledTo(piecewise(interpolateLab, [...aroundStops(look)])));
}

function scaledTo(color: (t: number) => string): (i: number) => string {
  return (i) => color(i / (PALETTE_SIZE - 1));
}

/** The rows' and columns' names, on a canvas that is empty: they stay while cells change. */
export function drawMatrixLabels(
  context: CanvasRenderingContext2D,
  { layout, rowLabels, columnLabels, look }: MatrixNames,
): void {
  context.font = `${LABEL_SIZE}px ${look.font}`;
  context.fillStyle = look.inkMuted;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const row of labelledRows(layout)) {
    const y = layout.top + (row + 0.5) * layout.cellHeight;
    context.fillText(shortened(rowLabels[row]!, LONGEST_LABEL), layout.left - 8, y);
  }
  context.textAlign = 'center';
  for (const column of labelledColumns(layout, columnLabels)) {
    const x = layout.left + (column + 0.5) * layout.cellWidth - 0.5;
    context.fillText(columnLabels[column]!, x, layout.top - 10);
  }
}

interface MatrixNames extends Pick<MatrixSpec, 'rowLabels' | 'columnLabels'> {
  readonly layout: MatrixLayout;
  readonly look: Look;
}

export type MatrixCells = Pick<MatrixSpec, 'values' | 'crossed' | 'domain' | 'theme' | 'ramp'>;

/** The cells alone, over whatever they were before. */
export function drawMatrixCells(
  context: CanvasRenderingContext2D,
  { spec, layout, look }: { spec: MatrixCells; layout: MatrixLayout; look: Look },
): void {
  const { left, top, cellWidth, cellHeight, width, height } = layout;
  context.clearRect(left, top, width - left, height - top);
  const hasGap = cellWidth >= 9 && cellHeight >= 9;
  if (hasGap) drawBoxes(context, { spec, layout, colorOf: cellColors(spec, look) });
  else drawRaster(context, { spec, layout, palette: paletteOf(spec, look) });
  if (cellWidth < LEAST_CELL.aim.width || cellHeight < LEAST_CELL.aim.height) return;
  context.fillStyle = look.line;
  spec.values.forEach((value, cell) => {
    if (!Number.isNaN(value) || spec.crossed?.[cell] === 1) return;
    const box = cellBox(layout, cell);
    context.fillRect(box.x + box.width / 2 - 1, box.y + box.height / 2 - 1, 2, 2);
  });
  context.strokeStyle = look.inkFaint;
  context.lineWidth = 1;
  // straight onto the canvas: the text of a path of thousands takes longer to write and to read than to draw
  context.beginPath();
  forEachCross(layout, spec.crossed, ({ x, y, half }) => {
    context.moveTo(x - half, y - half);
    context.lineTo(x + half, y + half);
    context.moveTo(x + half, y - half);
    context.lineTo(x - half, y + half);
  });
  context.stroke();
}

/** With a gap of a pixel between them. */
function drawBoxes(
  context: CanvasRenderingContext2D,
  {
    spec: { values, crossed },
    layout,
    colorOf,
  }: { spec: MatrixCells; layout: MatrixLayout; colorOf: (value: number) => string },
): void {
  values.forEach((value, cell) => {
    if (Number.isNaN(value) || crossed?.[cell] === 1) return;
    const box = cellBox(layout, cell);
    context.fillStyle = colorOf(value);
    context.fillRect(box.x, box.y, box.width - 1, box.height - 1);
  });
}

/** Of all crossed cells: a cross that fits into each, on nothing. */
export function crossPath(layout: MatrixLayout, crossed: MatrixSpec['crossed']): string {
  const strokes: string[] = [];
  forEachCross(layout, crossed, ({ x, y, half }) => {
    strokes.push(
      `M${x - half},${y - half}L${x + half},${y + half}M${x + half},${y - half}L${x - half},${y + half}`,
    );
  });
  return strokes.join('');
}

interface Cross {
  /** Its middle, and how far its ends are from there on either axis. */
  readonly x: number;
  readonly y: number;
  readonly half: number;
}

function forEachCross(
  layout: MatrixLayout,
  crossed: MatrixSpec['crossed'],
  draw: (cross: Cross) => void,
): void {
  const half = Math.max(1.5, Math.min(4, layout.cellWidth / 2 - 2, layout.cellHeight / 2 - 2));
  crossed?.forEach((isCrossed, cell) => {
    if (isCrossed === 0) return;
    const box = cellBox(layout, cell);
    draw({ x: box.x + box.width / 2 - 0.5, y: box.y + box.height / 2 - 0.5, half });
  });
}

/** A pixel a cell, then all of them enlarged at once: ten thousand rectangles would take longer than a frame. */
function drawRaster(
  context: CanvasRenderingContext2D,
  { spec, layout, palette }: { spec: MatrixCells; layout: MatrixLayout; palette: readonly string[] },
): void {
  const { columns, rows, left, top, cellWidth, cellHeight } = layout;
  const { values, crossed } = spec;
  if (values.length === 0) return;
  const image = new ImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const colors = pixelsOf(palette);
  values.forEach((value, cell) => {
    if (!Number.isNaN(value) && crossed?.[cell] !== 1) pixels[cell] = colors[paletteIndex(value, spec)]!;
  });
  small ??= new OffscreenCanvas(columns, rows).getContext('2d');
  if (small === null) return;
  Object.assign(small.canvas, { width: columns, height: rows });
  small.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small.canvas, left, top, columns * cellWidth, rows * cellHeight);
}

/** Made once: making a canvas takes longer than filling it. */
let small: OffscreenCanvasRenderingContext2D | null = null;

const knownPixels = new WeakMap<readonly string[], Uint32Array>();

/** Opaque colours as an image's pixels are in memory. */
function pixelsOf(palette: readonly string[]): Uint32Array {
  const bytes = () =>
    Uint8Array.from(
      palette.flatMap((color) => {
        const { r, g, b } = rgb(color);
        return [r, g, b, 255];
      }),
    );
  const pixels = knownPixels.get(palette) ?? new Uint32Array(bytes().buffer);
  knownPixels.set(palette, pixels);
  return pixels;
}

/** Selections and focus, on a canvas above the cells, so that moving them draws no cell again. */
export function drawMatrixMarks(
  context: CanvasRenderingContext2D,
  { layout, marks, look }: { layout: MatrixLayout; marks: MatrixMarks; look: Look },
): void {
  context.clearRect(0, 0, layout.width, layout.height);
  for (const { cell, color } of marks.selected)
    outline(context, cellBox(layout, cell), [look.surface, color]);
  if (marks.focus !== null) outline(context, cellBox(layout, marks.focus), [look.surface, look.ink]);
}

function outline(
  context: CanvasRenderingContext2D,
  box: { x: number; y: number; width: number; height: number },
  [outer, inner]: readonly [string, string],
): void {
  context.lineWidth = 4;
  context.strokeStyle = outer;
  context.strokeRect(box.x - 0.5, box.y - 0.5, box.width, box.height);
  context.lineWidth = 2;
  context.strokeStyle = inner;
  context.strokeRect(box.x - 0.5, box.y - 0.5, box.width, box.height);
}

/** Rows and columns whose labels have room. */
export function labelledRows({ rows, cellHeight }: MatrixLayout): number[] {
  return labelled(rows, Math.ceil(14 / cellHeight));
}

export function labelledColumns(
  { columns, cellWidth }: MatrixLayout,
  columnLabels: readonly string[],
): number[] {
  const widest = columnLabels.reduce((most, label) => Math.max(most, label.length), 0) * 7 + 8;
  return labelled(columns, Math.ceil(widest / cellWidth));
}

/** Every n-th of `count`, with n a number people count in. */
function labelled(count: number, atLeast: number): number[] {
  const step = [1, 2, 4, 5, 8, 10, 16, 20, 32, 50, 64, 100].find((n) => n >= atLeast) ?? atLeast;
  return range(0, count, step);
}
