/**
 * Which experts of a layer are made one.
 *
 * - Average linkage cuts the tree of mean distances where so many groups are left: HC-SMoE on Euclidean distances of
 *   mean outputs (arXiv 2410.08589), and as the graph partition of arXiv 2407.09590 on likeness of outputs.
 * - Dominant experts are those that are used most; every other joins the one it is most like (M-SMoE, arXiv 2310.01334).
 */
import { topIndices } from '../../routing/ranking.ts';
import { rowOf, type Matrix } from '../../routing/matrix.ts';
import { averageLinkage, cutInto } from '../../routing/similarity/clustering.ts';
import type { MergeGroup } from './merged-layer.ts';

/** [n]: the group of each of n experts, numbered by their first. Distances [n, n], finite. */
export function groupByLinkage(distances: Matrix, groups: number): Int32Array {
  return cutInto(averageLinkage(distances), Math.min(groups, distances.rows));
}

/**
 * [n]: the dominant expert of each of n. Of equally used ones the lower are dominant; of equally near dominant ones
 * the more used is joined. Distances [n, n] by rows of whoever joins.
 */
export function groupByDominance(distances: Matrix, usage: Float64Array, groups: number): Int32Array {
  const dominant = topIndices(usage, Math.min(groups, usage.length));
  const isDominant = new Set(dominant);
  return Int32Array.from(usage, (_, expert) => {
    if (isDominant.has(expert)) return expert;
    const row = rowOf(distances, expert);
    return dominant.reduce((best, other) => (row[other]! < row[best]! ? other : best));
  });
}

/** Sums by which members are weighed; the same for each of a group of which none has any. */
export interface GroupMaking {
  /** [n]: ids of the experts, rising. */
  readonly ids: readonly number[];
  /** [n]: experts with the same number are one. */
  readonly groupOf: Int32Array;
  /** [n]: how much each was used, for who is dominant; null where it is not known. */
  readonly usage: Float64Array | null;
  /** `usage`: αᵢ in proportion to it; `equal`: all alike. */
  readonly weighing: 'usage' | 'equal';
}

/** Groups with their weights, by rising dominant member: the most used one, of several the lowest. */
export function makeGroups({ ids, groupOf, usage, weighing }: GroupMaking): readonly MergeGroup[] {
  const byGroup = new Map<number, number[]>();
  groupOf.forEach((group, i) => byGroup.set(group, [...(byGroup.get(group) ?? []), i]));
  const groups = [...byGroup.values()].map((places): MergeGroup => {
    const used = places.map((place) => usage?.[place] ?? 0);
    const total = used.reduce((sum, value) => sum + value, 0);
    const isWeighed = weighing === 'usage' && total > 0;
    const most = used.indexOf(Math.max(...used));
    return {
      members: places.map((place) => ids[place]!),
      weights: used.map((value) => (isWeighed ? value / total : 1 / places.length)),
      dominant: ids[places[most]!]!,
    };
  });
  return groups.sort((a, b) => a.dominant - b.dominant);
}
