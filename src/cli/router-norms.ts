/** Norms and likeness of routers' vectors of a checkpoint on disk. */
import type { Checkpoint } from '../core/checkpoint.ts';
import type { RouterLikeness, RouterNorms } from '../core/pruning/plan-input.ts';
import { routingPartsOf } from '../core/router-parts.ts';
import type { Structure } from '../core/structure.ts';
import { PartReader } from '../scan/part-values.ts';
import { planScan } from '../scan/plan.ts';
import { readRouterLikeness } from '../scan/router-likeness.ts';
import { readRouterNorms } from '../scan/router-norms.ts';
import { sourceOf } from './path-source.ts';

/** Null where no router can be read. Throws the faults of sources. */
export async function routerNormsOf(
  checkpoint: Checkpoint,
  structure: Structure,
): Promise<RouterNorms | null> {
  const { reader, routers } = routersOf(checkpoint, structure);
  const layers = await readRouterNorms(reader, routers);
  return layers.length === 0 ? null : { name: checkpoint.name, layers };
}

/** The same of how alike they are. */
export async function routerLikenessOf(
  checkpoint: Checkpoint,
  structure: Structure,
): Promise<RouterLikeness | null> {
  const { reader, routers } = routersOf(checkpoint, structure);
  const layers = await readRouterLikeness(reader, routers);
  return layers.length === 0 ? null : { layers };
}

function routersOf(checkpoint: Checkpoint, structure: Structure) {
  const { routers } = routingPartsOf(checkpoint, structure);
  const only = new Set(routers.map(({ matrix }) => matrix));
  return { reader: new PartReader(planScan(checkpoint, structure, { only }), sourceOf), routers };
}
