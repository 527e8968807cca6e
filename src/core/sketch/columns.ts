/**
 * Many sketches as columns: 36,000 parts are a few typed arrays, which cross threads without being copied and are
 * written to files as they are.
 */
import type { Levels } from './levels.ts';
import { emptySketch, type Sketch } from './sketch.ts';
import type { Totals } from './totals.ts';

export interface SketchColumns {
  /** Number of sketches. */
  readonly rows: number;
  /** One column a field of `Totals`, one entry a row. */
  readonly totals: Readonly<Record<keyof Totals, Float64Array>>;
  /** Bins an octave of each row's levels; 0 where they are exact. */
  readonly binsPerOctave: Uint8Array;
  /** Row r has the levels levelStart[r] … levelStart[r + 1] − 1 of the columns below. */
  readonly levelStart: Uint32Array;
  readonly mean: Float64Array;
  readonly count: Float64Array;
  readonly spread: Float32Array;
}

const totalFields = [
  'count',
  'zeros',
  'negativeZeros',
  'subnormals',
  'nan',
  'infinite',
  'l1',
  'sumSquares',
  'maxAbs',
] as const satisfies readonly (keyof Totals)[];

/** Rows in the order of `sketches`. */
export function packSketches(sketches: readonly (Sketch | undefined)[]): SketchColumns {
  const rows = sketches.length;
  const levels = sketches.reduce((sum, sketch) => sum + (sketch?.levels.mean.length ?? 0), 0);
  const totals = Object.fromEntries(totalFields.map((field) => [field, new Float64Array(rows)])) as Record<
    keyof Totals,
    Float64Array
  >;
  const columns = {
    rows,
    totals,
    binsPerOctave: new Uint8Array(rows),
    levelStart: new Uint32Array(rows + 1),
    mean: new Float64Array(levels),
    count: new Float64Array(levels),
    spread: new Float32Array(levels),
  };
  let at = 0;
  sketches.forEach((given, row) => {
    const sketch = given ?? emptySketch;
    for (const field of totalFields) totals[field][row] = sketch.totals[field];
    columns.binsPerOctave[row] = sketch.levels.binsPerOctave ?? 0;
    columns.mean.set(sketch.levels.mean, at);
    columns.count.set(sketch.levels.count, at);
    columns.spread.set(sketch.levels.spread, at);
    at += sketch.levels.mean.length;
    columns.levelStart[row + 1] = at;
  });
  return columns;
}

/** A view of one row; its arrays share memory with the columns. */
export function sketchAt(columns: SketchColumns, row: number): Sketch {
  return { totals: totalsAt(columns, row), levels: levelsAt(columns, row) };
}

export function levelsAt(columns: SketchColumns, row: number): Levels {
  const from = columns.levelStart[row]!;
  const to = columns.levelStart[row + 1]!;
  const binsPerOctave = columns.binsPerOctave[row]!;
  return {
    binsPerOctave: binsPerOctave === 0 ? null : binsPerOctave,
    mean: columns.mean.subarray(from, to),
    count: columns.count.subarray(from, to),
    spread: columns.spread.subarray(from, to),
  };
}

export function totalsAt(columns: SketchColumns, row: number): Totals {
  return Object.fromEntries(
    totalFields.map((field) => [field, columns.totals[field][row]!]),
  ) as unknown as Totals;
}

/** The buffers to hand over with postMessage. */
export function transferablesOf(columns: SketchColumns): ArrayBuffer[] {
  const arrays = [
    ...totalFields.map((field) => columns.totals[field]),
    columns.binsPerOctave,
    columns.levelStart,
    columns.mean,
    columns.count,
    columns.spread,
  ];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}
