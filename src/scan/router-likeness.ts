/** How alike the router's vectors of every two experts are, read from the weights: what merging goes by where no trace tells. */
import type { RouterLikeness } from '../core/pruning/plan-input.ts';
import type { RouterParts } from '../core/router-parts.ts';
import { cosineSimilarity } from '../core/routing/similarity/cosine.ts';
import type { ReadOptions } from '../formats/source.ts';
import { readRouter } from './estimate.ts';
import type { PartReader } from './part-values.ts';

/** As stored, without the norm before it or any bias. Throws faults of the source; AbortError when aborted. */
export async function readRouterLikeness(
  reader: PartReader,
  routers: readonly RouterParts[],
  options: ReadOptions = {},
): Promise<RouterLikeness['layers']> {
  const layers: { layer: number; cosines: Float32Array }[] = [];
  for (const router of routers) {
    // of a type that can't be decoded
    if (reader.count(router.matrix) === 0) continue;
    const bare = { ...router, norm: null, bias: null, selectionBias: null };
    const { matrix } = await readRouter(reader, bare, options);
    layers.push({ layer: router.layer, cosines: Float32Array.from(cosineSimilarity(matrix).values) });
  }
  return layers;
}
