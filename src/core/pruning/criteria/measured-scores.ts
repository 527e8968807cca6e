/** Numbers of experts that were measured by running the model: how criteria ask for them. */
import type { Lack, Scores } from '../criterion.ts';
import type { PlanBasis } from '../plan-basis.ts';

export function measuredScores(
  { grid, input: { measured } }: Pick<PlanBasis, 'grid' | 'input'>,
  id: string,
): Scores | Lack {
  const table = measured.find((known) => known.id === id);
  if (table === undefined) return { lack: 'The model was not run without its experts yet.' };
  const width = grid.columns.length;
  const values = new Float64Array(grid.layers.length * width).fill(NaN);
  for (const { layer, scores } of table.layers) {
    const row = grid.layers.indexOf(layer);
    if (row >= 0) values.set(scores.subarray(0, width), row * width);
  }
  return { values };
}
