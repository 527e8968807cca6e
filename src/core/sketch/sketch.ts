/** A sketch: everything that a scan keeps of one part's magnitudes. Sketches of pieces add up to that of the whole. */
import { EXACT_LIMIT, mergeLevels, noLevels, scaleLevels, type Levels } from './levels.ts';
import type { Steps } from '../steps.ts';
import { addTotals, noTotals, scaleTotals, type Totals } from './totals.ts';

export interface Sketch {
  readonly totals: Totals;
  readonly levels: Levels;
}

export const emptySketch: Sketch = { totals: noTotals, levels: noLevels };

export function mergeSketches(sketches: readonly Sketch[], { exactLimit = EXACT_LIMIT } = {}): Sketch {
  return {
    totals: sketches.map(({ totals }) => totals).reduce(addTotals, noTotals),
    levels: mergeLevels(
      sketches.map(({ levels }) => levels),
      { exactLimit },
    ),
  };
}

/** Sketches that are merged without a rest. */
const MERGED_AT_ONCE = 256;

/** The same, with rests. Exact levels stay exact until all are there, so that as many stay so as at once. */
export function* mergeSteps(sketches: Iterable<Sketch>, { exactLimit = EXACT_LIMIT } = {}): Steps<Sketch> {
  const merged: Sketch[] = [];
  let group: Sketch[] = [];
  for (const sketch of sketches) {
    group.push(sketch);
    if (group.length < MERGED_AT_ONCE) continue;
    merged.push(mergeSketches(group, { exactLimit: Infinity }));
    group = [];
    yield;
  }
  return mergeSketches([...merged, ...group], { exactLimit });
}

export function scaleSketch({ totals, levels }: Sketch, factor: number): Sketch {
  return { totals: scaleTotals(totals, factor), levels: scaleLevels(levels, factor) };
}
