/** Parameters, bytes and operations, before and after. Cut weights are stored as zeros: only experts that go save bytes. */
import { exactly, supposedly } from './figure.ts';
import type { KeptWeights } from './kept-costs.ts';
import type { Change, Figure, SizeCosts } from './plan-costs.ts';
import type { PlanBasis } from './plan-basis.ts';
import { addSizes, newSizes, type Sizes } from './size-basis.ts';
import type { Taken } from './taken.ts';

export function sizeCosts(basis: PlanBasis, { gone }: Taken, kept: KeptWeights): SizeCosts {
  const { size } = basis;
  const removed = removedSizes(basis, gone);
  const left = newSizes(size.dtypes.length);
  addSizes(left, size.total, 1);
  addSizes(left, removed, -1);
  const active = activeSizes(basis, gone);
  const bytesOf = ({ memoryBytes }: Sizes) => memoryBytes.reduce((sum, bytes) => sum + bytes, 0);
  return {
    parameters: change(size.total.parameters, exactly(left.parameters)),
    nonZero: nonZeroChange(basis, { gone, kept, removed }),
    diskBytes: change(size.total.diskBytes, exactly(left.diskBytes)),
    memoryBytes: change(bytesOf(size.total), exactly(bytesOf(left))),
    dtypes: size.dtypes
      .map((dtype, d) => ({ dtype, before: size.total.memoryBytes[d]!, after: left.memoryBytes[d]! }))
      .filter(({ before }) => before > 0)
      .sort((a, b) => b.before - a.before),
    activeParameters: active && change(active.before.parameters, active.figure(active.after.parameters)),
    flopsPerToken: active && change(2 * active.before.multiplied, supposedly(2 * active.after.multiplied)),
  };
}

function change(before: number, after: Figure): Change {
  return { before, after };
}

function removedSizes({ grid, size }: PlanBasis, gone: Uint8Array): Sizes {
  const removed = newSizes(size.dtypes.length);
  gone.forEach((isGone, cell) => {
    if (isGone === 0) return;
    addSizes(removed, size.experts[cell]!, 1);
    addSizes(removed, size.routerShares[Math.floor(cell / grid.columns.length)]!, 1);
  });
  return removed;
}

/** A part that no scan reads is taken to have no zeros. */
function nonZeroChange(
  basis: PlanBasis,
  { gone, kept, removed }: { readonly gone: Uint8Array; readonly kept: KeptWeights; readonly removed: Sizes },
): Change {
  const { grid, totals, size, input } = basis;
  const { zeros } = input.summary.parts.totals;
  const before = size.total.parameters - zeros.reduce((sum, count) => sum + count, 0);
  let zerosGone = 0;
  for (let planned = 0; planned < grid.parts.length; planned++) {
    if (gone[totals.cell[planned]!] === 1) zerosGone += totals.finite[planned]! - totals.nonZero[planned]!;
  }
  const left = before - (removed.parameters - zerosGone);
  const { cut } = kept;
  const certainty = kept.isExact ? 'exact' : kept.costs.weights.certainty;
  return {
    before,
    after: { value: left - cut.value, low: left - cut.high, high: left - cut.low, certainty },
  };
}

interface ActiveSizes {
  readonly before: Sizes;
  readonly after: Sizes;
  readonly figure: (value: number) => Figure;
}

/** What a token meets: everything but experts, and k experts of each layer, of the mean size of those that are there. */
function activeSizes(basis: PlanBasis, gone: Uint8Array): ActiveSizes | null {
  const { grid, topK, size } = basis;
  const none = new Uint8Array(gone.length);
  if (grid.kind !== 'experts') {
    const sizes = activeWith(basis, none, 0);
    return { before: sizes, after: sizes, figure: exactly };
  }
  if (topK === null) return null;
  const { columns } = grid;
  const areAlike = grid.layers.every((_, row) => {
    const own = size.experts.slice(row * columns.length, (row + 1) * columns.length);
    return new Set(own.map(({ parameters }) => parameters).filter((count) => count > 0)).size <= 1;
  });
  return {
    before: activeWith(basis, none, topK),
    after: activeWith(basis, gone, topK),
    figure: areAlike ? exactly : supposedly,
  };
}

function activeWith({ grid, size }: PlanBasis, gone: Uint8Array, topK: number): Sizes {
  const active = newSizes(size.dtypes.length);
  addSizes(active, size.total, 1);
  if (grid.kind !== 'experts') return active;
  const width = grid.columns.length;
  grid.layers.forEach((_, row) => {
    let left = 0;
    const there = newSizes(size.dtypes.length);
    for (let cell = row * width; cell < (row + 1) * width; cell++) {
      const expert = size.experts[cell]!;
      addSizes(active, expert, -1);
      if (gone[cell] === 1) addSizes(active, size.routerShares[row]!, -1);
      else if (grid.partStart[cell + 1]! > grid.partStart[cell]!) {
        left++;
        addSizes(there, expert, 1);
      }
    }
    if (left > 0) addSizes(active, there, Math.min(topK, left) / left);
  });
  return active;
}
