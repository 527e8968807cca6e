/** Layers that lose experts: how many they have, and which stay. */
import type { KeepLists } from '../../core/pruning/plan.ts';
import type { Part } from '../../core/structure.ts';

export interface LayerCut {
  readonly experts: number;
  /** Rows of its router: experts, and after them those without weights (LongCat's zero experts). */
  readonly rows: number;
  /** Rising. */
  readonly kept: readonly number[];
}

/** By layer; `rowsBeyond` are the router's that stand for no expert with weights. */
export function layerCuts(
  parts: readonly Part[],
  { keep, rowsBeyond }: { readonly keep: KeepLists; readonly rowsBeyond: number },
): Map<number, LayerCut> {
  const counts = expertCounts(parts);
  return new Map(
    [...keep].map(([layer, kept]) => {
      const experts = counts.get(layer) ?? 0;
      return [layer, { experts, rows: experts + rowsBeyond, kept }];
    }),
  );
}

/** Experts of each layer that has any. */
export function expertCounts(parts: readonly Part[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { layer, expert } of parts) {
    if (layer !== null && expert !== null) counts.set(layer, Math.max(counts.get(layer) ?? 0, expert + 1));
  }
  return counts;
}
