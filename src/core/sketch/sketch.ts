/** A sketch: everything that a scan keeps of one part's magnitudes. Sketches of pieces add up to that of the whole. */
import { EXACT_LIMIT, mergeLevels, noLevels, scaleLevels, type Levels } from './levels.ts';
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

export function scaleSketch({ totals, levels }: Sketch, factor: number): Sketch {
  return { totals: scaleTotals(totals, factor), levels: scaleLevels(levels, factor) };
}
