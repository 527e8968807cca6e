/** What becomes of everything that has a number, or a row, for each expert: the router, its biases. */
import { weightedSums } from '../matrix/merge.ts';
import { rowOf, type Floats, type WeightMatrix } from '../matrix/weight-matrix.ts';
import type { MergedLayer } from './merged-layer.ts';

/** Rows [E, d] made one for each group, in the order of the groups; as they are where the router is kept. */
export function mergeRouterRows(
  router: WeightMatrix,
  layer: Pick<MergedLayer, 'groups' | 'router'>,
): WeightMatrix {
  if (layer.router === 'kept') return router;
  const { columns } = router;
  const values = new Float64Array(layer.groups.length * columns);
  layer.groups.forEach(({ members, weights }, row) => {
    values.set(
      weightedSums(
        members.map((member) => rowOf(router, member)),
        weights,
      ),
      row * columns,
    );
  });
  return { rows: layer.groups.length, columns, values };
}

/** [E] numbers, one an expert, in the same way. */
export function mergeRouterBias(bias: Floats, layer: Pick<MergedLayer, 'groups' | 'router'>): Floats {
  return mergeRouterRows({ rows: bias.length, columns: 1, values: bias }, layer).values;
}
