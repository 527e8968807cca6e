/** Layers that lose experts: how many they have, which stay, and which of those are several in one. */
import { trueGroups, type MergedLayer, type MergeGroup } from '../../core/pruning/merging/merged-layer.ts';
import type { KeepLists } from '../../core/pruning/plan.ts';
import type { Part } from '../../core/structure.ts';

export interface LayerCut {
  readonly experts: number;
  /** Rows of its router: experts, and after them those without weights (LongCat's zero experts). */
  readonly rows: number;
  /** Rising. */
  readonly kept: readonly number[];
  /** Kept experts whose weights become a mean, by their numbers. */
  readonly means: ReadonlyMap<number, MergeGroup>;
  /** The same of rows of the router, and whatever else has a number for each expert: of none where the router stays. */
  readonly rowMeans: ReadonlyMap<number, MergeGroup>;
}

export interface LayerCutOptions {
  readonly keep: KeepLists;
  readonly merged: readonly MergedLayer[];
  /** Rows of the router that stand for no expert with weights. */
  readonly rowsBeyond: number;
}

/** By layer: of each that is in `keep` or `merged`. */
export function layerCuts(
  parts: readonly Part[],
  { keep, merged, rowsBeyond }: LayerCutOptions,
): Map<number, LayerCut> {
  const counts = expertCounts(parts);
  const layers = new Set([...keep.keys(), ...merged.map(({ layer }) => layer)]);
  return new Map(
    [...layers].map((layer) => {
      const experts = counts.get(layer) ?? 0;
      const kept = keep.get(layer) ?? Array.from({ length: experts }, (_, expert) => expert);
      const own = merged.find((one) => one.layer === layer);
      const means = meansOf(own, kept);
      const rowMeans = own?.router === 'merged' ? means : new Map<number, MergeGroup>();
      return [layer, { experts, rows: experts + rowsBeyond, kept, means, rowMeans }];
    }),
  );
}

function meansOf(layer: MergedLayer | undefined, kept: readonly number[]): Map<number, MergeGroup> {
  const stays = new Set(kept);
  const groups = layer === undefined ? [] : trueGroups(layer);
  return new Map(
    groups.flatMap((group) =>
      group.members.filter((member) => stays.has(member)).map((member) => [member, group]),
    ),
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
