/** Norms of routers' vectors by the rows and columns of the grid. */
import type { PlanBasis } from '../plan-basis.ts';
import type { RouterNorms } from '../plan-input.ts';

/** [L, C]; NaN where a layer's router was not read. Null if none of it fits the grid. */
export function gridNorms({ grid }: Pick<PlanBasis, 'grid'>, { layers }: RouterNorms): Float64Array | null {
  const width = grid.columns.length;
  const values = new Float64Array(grid.layers.length * width).fill(NaN);
  for (const { layer, norms } of layers) {
    const row = grid.layers.indexOf(layer);
    if (row >= 0 && norms.length <= width) values.set(norms, row * width);
  }
  return values.some((value) => !Number.isNaN(value)) ? values : null;
}

export const noRouters =
  'No router was read: the checkpoint has none that is recognised, or its file is not open.';
