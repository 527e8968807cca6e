/** Norms of routers' vectors, read from their weights alone. */
import type { Checkpoint } from '../core/checkpoint.ts';
import type { RouterNorms } from '../core/pruning/plan-input.ts';
import { routingPartsOf } from '../core/router-parts.ts';
import { rowOf } from '../core/routing/matrix.ts';
import type { Structure } from '../core/structure.ts';
import { readRouter } from '../scan/estimate.ts';
import { PartReader } from '../scan/part-values.ts';
import { planScan } from '../scan/plan.ts';
import { sourceOf } from './path-source.ts';

/** Null where no router is recognised. Throws the faults of sources. */
export async function readRouterNorms(
  checkpoint: Checkpoint,
  structure: Structure,
): Promise<RouterNorms | null> {
  const { routers } = routingPartsOf(checkpoint, structure);
  if (routers.length === 0) return null;
  const only = new Set(routers.map(({ matrix }) => matrix));
  const reader = new PartReader(planScan(checkpoint, structure, { only }), sourceOf);
  const layers = [];
  for (const router of routers) {
    if (reader.count(router.matrix) === 0) continue;
    const bare = { ...router, bias: null, selectionBias: null, norm: null };
    const { layer, matrix } = await readRouter(reader, bare, {});
    const norms = Float64Array.from({ length: matrix.rows }, (_, expert) =>
      Math.sqrt(rowOf(matrix, expert).reduce((sum, w) => sum + w * w, 0)),
    );
    layers.push({ layer, norms });
  }
  return layers.length === 0 ? null : { name: checkpoint.name, layers };
}
