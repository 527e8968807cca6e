/**
 * Average-linkage clustering (UPGMA, Sokal & Michener 1958) by chains of nearest neighbours (Murtagh 1983): O(n²) time
 * and memory. Neighbours of neighbours only get closer, so a chain ends in two that are each other's nearest; those merge.
 */
import type { Matrix } from '../matrix.ts';

/** As in SciPy's linkage: items are 0 … n − 1, the cluster that merge m makes is n + m. */
export interface Merge {
  /** Ids of the two, the smaller first. */
  readonly left: number;
  readonly right: number;
  /** Mean distance between their items; never falls from one merge to the next. */
  readonly height: number;
  readonly items: number;
}

/** n − 1 merges of n items with distances [n, n], symmetric and finite; of ties the lower indices merge first. */
export function averageLinkage(distances: Matrix): Merge[] {
  if (distances.rows !== distances.columns) throw new RangeError('distances must be square');
  if (distances.values.some((distance) => !Number.isFinite(distance))) {
    throw new RangeError('distances must be finite');
  }
  return named(chainMerges(distances), distances.rows);
}

/** A merge of the clusters that two items belong to at the time. */
interface ItemMerge {
  readonly a: number;
  readonly b: number;
  readonly height: number;
}

function chainMerges({ rows: n, values }: Matrix): ItemMerge[] {
  const distance = values.slice();
  const size = new Float64Array(n).fill(1);
  const merges: ItemMerge[] = [];
  const chain: number[] = [];
  while (merges.length < n - 1) {
    if (chain.length === 0) chain.push(size.findIndex((items) => items > 0));
    const tip = chain.at(-1)!;
    const before = chain.at(-2);
    const next = nearest(tip, { before, distance, size });
    if (next !== before) {
      chain.push(next);
      continue;
    }
    chain.length -= 2;
    merges.push({ a: tip, b: next, height: distance[tip * n + next]! });
    absorb(next, tip, { distance, size });
  }
  return merges;
}

interface Clusters {
  /** [n, n]. */
  readonly distance: Float64Array;
  /** [n]: items of each cluster, 0 for those merged into another. */
  readonly size: Float64Array;
}

/** Of equally near ones the one before in the chain, lest it never ends, and else the lowest. */
function nearest(tip: number, { before, distance, size }: Clusters & { before: number | undefined }): number {
  const n = size.length;
  let best = before ?? -1;
  let least = before === undefined ? Infinity : distance[tip * n + before]!;
  for (let other = 0; other < n; other++) {
    const gap = distance[tip * n + other]!;
    if (other === tip || size[other] === 0 || !(gap < least)) continue;
    best = other;
    least = gap;
  }
  return best;
}

/** `gone` becomes part of `kept`; distances to others are the mean over items (Lance & Williams 1967). */
function absorb(kept: number, gone: number, { distance, size }: Clusters): void {
  const n = size.length;
  const [a, b] = [size[kept]!, size[gone]!];
  for (let other = 0; other < n; other++) {
    const gap = (a * distance[kept * n + other]! + b * distance[gone * n + other]!) / (a + b);
    distance[kept * n + other] = gap;
    distance[other * n + kept] = gap;
  }
  size[kept] = a + b;
  size[gone] = 0;
}

/** Chains find merges in no order of height: sorts them and names what each one joins. */
function named(merges: readonly ItemMerge[], n: number): Merge[] {
  if (merges.length === 0) return [];
  const parent = Int32Array.from({ length: 2 * n - 1 }, (_, id) => id);
  const items = new Float64Array(2 * n - 1).fill(1);
  const clusterOf = (item: number): number => {
    let id = item;
    while (parent[id] !== id) {
      parent[id] = parent[parent[id]!]!;
      id = parent[id]!;
    }
    return id;
  };
  return merges
    .toSorted((one, other) => one.height - other.height)
    .map(({ a, b, height }, merge) => {
      const [left, right] = [clusterOf(a), clusterOf(b)].sort((x, y) => x - y) as [number, number];
      const id = n + merge;
      parent[left] = id;
      parent[right] = id;
      items[id] = items[left]! + items[right]!;
      return { left, right, height, items: items[id] };
    });
}

/** The items (one at least) in an order in which every cluster stands together, the one of the smaller id first. */
export function leafOrder(merges: readonly Merge[]): number[] {
  const n = merges.length + 1;
  const order: number[] = [];
  const open = [2 * n - 2];
  while (open.length > 0) {
    const id = open.pop()!;
    if (id < n) order.push(id);
    else open.push(merges[id - n]!.right, merges[id - n]!.left);
  }
  return order;
}

/** [n]: the cluster of each item when merging stops at `count` clusters, numbered by their first item. */
export function cutInto(merges: readonly Merge[], count: number): Int32Array {
  const n = merges.length + 1;
  const root = Int32Array.from({ length: 2 * n - 1 }, (_, id) => id);
  for (let merge = n - count - 1; merge >= 0; merge--) {
    const { left, right } = merges[merge]!;
    root[left] = root[n + merge]!;
    root[right] = root[n + merge]!;
  }
  const numbers = new Map<number, number>();
  return root.slice(0, n).map((id) => {
    if (!numbers.has(id)) numbers.set(id, numbers.size);
    return numbers.get(id)!;
  });
}
