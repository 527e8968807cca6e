/** Parameters, bytes and operations, before and after. Cut weights are stored as zeros: only experts that go save bytes. */
import { certaintyOf, exactly, supposedly } from './figure.ts';
import type { KeptWeights } from './kept-weights.ts';
import { COUNT, SUMS } from './ladders.ts';
import type { Change, Figure, SizeCosts } from './plan-costs.ts';
import type { PlanBasis } from './plan-basis.ts';
import { addSizes, newSizes, type Sizes } from './size-basis.ts';
import type { Taken } from './taken.ts';

export function sizeCosts(basis: PlanBasis, taken: Taken, kept: KeptWeights): SizeCosts {
  const { size } = basis;
  const removed = removedSizes(basis, taken);
  const left = newSizes(size.dtypes.length);
  addSizes(left, size.total, 1);
  addSizes(left, removed, -1);
  const bytesOf = ({ memoryBytes }: Sizes) => memoryBytes.reduce((sum, bytes) => sum + bytes, 0);
  return {
    parameters: change(size.total.parameters, exactly(left.parameters)),
    nonZero: nonZeroChange(basis, taken, { kept, removed }),
    diskBytes: change(size.total.diskBytes, supposedly(left.diskBytes)),
    memoryBytes: change(bytesOf(size.total), exactly(bytesOf(left))),
    dtypes: size.dtypes
      .map((dtype, d) => ({ dtype, before: size.total.memoryBytes[d]!, after: left.memoryBytes[d]! }))
      .filter(({ before }) => before > 0)
      .sort((a, b) => b.before - a.before),
    ...activeCosts(basis, taken),
  };
}

function change(before: number, after: Figure): Change {
  return { before, after };
}

function removedSizes({ grid, size }: PlanBasis, { gone }: Taken): Sizes {
  const removed = newSizes(size.dtypes.length);
  gone.forEach((isGone, cell) => {
    if (isGone === 0) return;
    addSizes(removed, size.experts[cell]!, 1);
    addSizes(removed, size.routerShares[Math.floor(cell / grid.columns.length)]!, 1);
  });
  return removed;
}

/** Parts that no scan reads are taken to have no zeros. */
function nonZeroChange(
  { grid, totals, size, input }: PlanBasis,
  { gone, thresholds }: Taken,
  { kept, removed }: { readonly kept: KeptWeights; readonly removed: Sizes },
): Change {
  const before = size.total.parameters - size.zeros;
  let left = before - removed.parameters;
  let [low, high] = [left, left];
  let isExact = true;
  for (let planned = 0; planned < grid.parts.length; planned++) {
    const zeros = totals.finite[planned]! - totals.nonZero[planned]!;
    if (gone[totals.cell[planned]!] === 1) {
      left += zeros;
      low += zeros;
      high += zeros;
    } else if (thresholds[planned]! > 0) {
      left += kept.value[SUMS * planned + COUNT]! - totals.nonZero[planned]!;
      low += kept.low[SUMS * planned + COUNT]! - totals.nonZero[planned]!;
      high += kept.high[SUMS * planned + COUNT]! - totals.nonZero[planned]!;
      if (kept.isExact[planned] === 0) isExact = false;
    }
  }
  const certainty = certaintyOf({ isExact, kind: input.summary.kind });
  return change(before, { value: left, low, high, certainty });
}

/** What a token meets: everything but experts, and k experts of each layer, of the mean size of those that are there. */
function activeCosts(
  basis: PlanBasis,
  { gone }: Taken,
): Pick<SizeCosts, 'activeParameters' | 'flopsPerToken'> {
  const { topK, grid, size } = basis;
  if (topK === null && grid.kind === 'experts') return { activeParameters: null, flopsPerToken: null };
  const before = activeSizes(basis, null);
  const after = activeSizes(basis, gone);
  const figure = size.areExpertsAlike ? exactly : supposedly;
  return {
    activeParameters: change(before.parameters, figure(after.parameters)),
    flopsPerToken: change(2 * before.multiplied, supposedly(2 * after.multiplied)),
  };
}

function activeSizes({ grid, size, experts, topK }: PlanBasis, gone: Uint8Array | null): Sizes {
  const active = newSizes(size.dtypes.length);
  addSizes(active, size.total, 1);
  if (grid.kind !== 'experts') return active;
  const width = grid.columns.length;
  grid.layers.forEach((_, row) => {
    const there = newSizes(size.dtypes.length);
    addSizes(there, size.layers[row]!, 1);
    addSizes(active, size.layers[row]!, -1);
    let left = experts[row]!;
    for (let cell = row * width; gone !== null && cell < (row + 1) * width; cell++) {
      if (gone[cell] === 0) continue;
      left--;
      addSizes(there, size.experts[cell]!, -1);
      addSizes(active, size.routerShares[row]!, -1);
    }
    if (left > 0) addSizes(active, there, Math.min(topK ?? 0, left) / left);
  });
  return active;
}
