/** A measure of every cell of the grid, taken in slices so that ten thousand cells never hold up the page. */
import { cellCount, cellParts, type Grid } from '../core/grid.ts';
import { curveOf, type Curve } from '../core/sketch/curve.ts';
import { mergeSketches, type Sketch } from '../core/sketch/sketch.ts';
import { nextTask, SLICE_MS } from '../workers/next-task.ts';

/** Sketch of a part, or null while nothing of it is known. */
export type PartLookup = (part: number) => Sketch | null;

export function cellSketch(grid: Grid, cell: number, lookup: PartLookup): Sketch | null {
  const sketches: Sketch[] = [];
  for (const part of cellParts(grid, cell)) {
    const sketch = lookup(part);
    if (sketch !== null && sketch.totals.count > 0) sketches.push(sketch);
  }
  return sketches.length === 0 ? null : mergeSketches(sketches);
}

/** Row by row; NaN where a cell is empty or nothing of it is known. Throws AbortError when aborted. */
export async function measureCells(
  grid: Grid,
  { lookup, measure, signal }: { lookup: PartLookup; measure: (curve: Curve) => number; signal: AbortSignal },
): Promise<Float64Array> {
  const values = new Float64Array(cellCount(grid)).fill(NaN);
  let sliceEnd = performance.now() + SLICE_MS;
  for (let cell = 0; cell < values.length; cell++) {
    const sketch = cellSketch(grid, cell, lookup);
    if (sketch !== null) values[cell] = measure(curveOf(sketch));
    if (performance.now() < sliceEnd) continue;
    await nextTask();
    signal.throwIfAborted();
    sliceEnd = performance.now() + SLICE_MS;
  }
  return values;
}
