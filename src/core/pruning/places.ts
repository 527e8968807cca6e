/** What is left of a layer's experts once actions were taken: those with weights of their own, and those that tokens can choose. */
import type { MergedLayer } from './merging/merged-layer.ts';
import type { KeepLists } from './plan.ts';
import type { PlanBasis } from './plan-basis.ts';
import type { Taken } from './taken.ts';

/** Cells of the experts of a row that are there and not gone. */
export function cellsLeft(
  { grid }: Pick<PlanBasis, 'grid'>,
  { gone }: Pick<Taken, 'gone'>,
  row: number,
): readonly number[] {
  const from = row * grid.columns.length;
  const cells: number[] = [];
  for (let cell = from; cell < from + grid.columns.length; cell++) {
    if (gone[cell] === 0 && grid.partStart[cell + 1]! > grid.partStart[cell]!) cells.push(cell);
  }
  return cells;
}

/** Cells of a row that a token can choose: experts that are there, what they were merged into, or their mean output. */
export function placesLeft(basis: Pick<PlanBasis, 'grid'>, taken: Taken, row: number): readonly number[] {
  const { grid } = basis;
  const from = row * grid.columns.length;
  const cells: number[] = [];
  for (let cell = from; cell < from + grid.columns.length; cell++) {
    const isThere = grid.partStart[cell + 1]! > grid.partStart[cell]!;
    const dominant = taken.dominant[cell]!;
    const isOwn = dominant === cell || taken.merged.get(row)?.router === 'kept';
    if (isThere && isOwn && (taken.gone[dominant] === 0 || taken.novices[dominant] === 1)) cells.push(cell);
  }
  return cells;
}

/** Numbers of the experts whose places stay, of every layer that loses some. */
export function keepListsOf(basis: PlanBasis, taken: Taken): KeepLists {
  const { grid, experts } = basis;
  const lists = new Map<number, readonly number[]>();
  if (grid.kind !== 'experts') return lists;
  grid.layers.forEach((layer, row) => {
    const kept = placesLeft(basis, taken, row).map((cell) => cell % grid.columns.length);
    if (kept.length < experts[row]!) lists.set(layer, kept);
  });
  return lists;
}

/** Numbers of the experts that became their mean output. */
export function novicesOf({ grid }: PlanBasis, { novices }: Taken): KeepLists {
  const width = grid.columns.length;
  const lists = new Map<number, readonly number[]>();
  grid.layers.forEach((layer, row) => {
    const own = grid.columns.filter((_, column) => novices[row * width + column] === 1);
    if (own.length > 0) lists.set(layer, own);
  });
  return lists;
}

/** What was merged and is there still. */
export function mergedLayers({ grid }: PlanBasis, { merged, gone, novices }: Taken): readonly MergedLayer[] {
  return [...merged]
    .sort(([a], [b]) => a - b)
    .map(([row, layer]) => {
      const isThere = (cell: number) => gone[cell] === 0 || novices[cell] === 1;
      const first = row * grid.columns.length;
      return { ...layer, groups: layer.groups.filter(({ dominant }) => isThere(first + dominant)) };
    });
}
