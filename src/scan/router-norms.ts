/** How long the router's vector of each expert is, read from the weights: what some criteria of pruning go by. */
import type { RouterNorms } from '../core/pruning/plan-input.ts';
import type { RouterParts } from '../core/router-parts.ts';
import { rowOf } from '../core/routing/matrix.ts';
import type { ReadOptions } from '../formats/source.ts';
import { readRouter } from './estimate.ts';
import type { PartReader } from './part-values.ts';

/** As stored, without the norm before it or any bias. Throws faults of the source; AbortError when aborted. */
export async function readRouterNorms(
  reader: PartReader,
  routers: readonly RouterParts[],
  options: ReadOptions = {},
): Promise<RouterNorms['layers']> {
  const layers: { layer: number; norms: Float64Array }[] = [];
  for (const router of routers) {
    // of a type that can't be decoded
    if (reader.count(router.matrix) === 0) continue;
    const bare = { ...router, norm: null, bias: null, selectionBias: null };
    const { matrix } = await readRouter(reader, bare, options);
    const norms = Float64Array.from({ length: matrix.rows }, (_, expert) => lengthOf(rowOf(matrix, expert)));
    layers.push({ layer: router.layer, norms });
  }
  return layers;
}

function lengthOf(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}
