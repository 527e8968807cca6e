/**
 * Parameters, bytes and operations, before and after. Cut weights are stored as zeros: only experts that go save bytes. Experts
 * that are merged and whose rows of the router stay are one in memory, and once for each row in files.
 */
import { activeCosts } from './active-costs.ts';
import { approximatedBasis } from './approximation/approximated-basis.ts';
import { cellsOfParts } from './approximation/part-place.ts';
import { certaintyOf, changeTo, exactly, supposedly } from './figure.ts';
import type { KeptWeights } from './kept-weights.ts';
import { COUNT, SUMS } from './ladders.ts';
import type { Change, SizeCosts } from './plan-costs.ts';
import type { PlanBasis } from './plan-basis.ts';
import { addSizes, newSizes, type Sizes } from './size-basis.ts';
import { mergedNonZero } from './merging/merged-sums.ts';
import { placesLeft } from './places.ts';
import type { Taken } from './taken.ts';

export function sizeCosts(basis: PlanBasis, taken: Taken, kept: KeptWeights): SizeCosts {
  const { size } = basis;
  const stored = approximatedBasis(basis, taken.approximations);
  const left = newSizes(stored.size.dtypes.length);
  addSizes(left, stored.size.total, 1);
  addSizes(left, removedSizes(stored, taken), -1);
  const shared = sharedBytes(stored, taken);
  const inMemory = shared > 0 || taken.novices.includes(1) ? supposedly : exactly;
  const bytesOf = ({ memoryBytes }: Sizes) => memoryBytes.reduce((sum, bytes) => sum + bytes, 0);
  return {
    parameters: changeTo(size.total.parameters, exactly(left.parameters)),
    nonZero: nonZeroChange(basis, taken, kept),
    diskBytes: changeTo(size.total.diskBytes, supposedly(left.diskBytes + shared)),
    memoryBytes: changeTo(bytesOf(size.total), inMemory(bytesOf(left))),
    dtypes: stored.size.dtypes
      .map((dtype, d) => ({ dtype, before: size.total.memoryBytes[d] ?? 0, after: left.memoryBytes[d]! }))
      .filter(({ before, after }) => before > 0 || after > 0)
      .sort((a, b) => b.before - a.before),
    ...activeCosts(basis, taken),
  };
}

/** Weights that go, and rows of the router without a place; less the mean outputs that stay. */
function removedSizes(basis: PlanBasis, taken: Taken): Sizes {
  const { grid, size, experts } = basis;
  const removed = newSizes(size.dtypes.length);
  taken.gone.forEach((isGone, cell) => {
    if (isGone === 0) return;
    const row = Math.floor(cell / grid.columns.length);
    addSizes(removed, size.experts[cell]!, 1);
    if (taken.novices[cell] === 1) addSizes(removed, size.meanOutputs[row]!, -1);
  });
  if (grid.kind !== 'experts') return removed;
  grid.layers.forEach((_, row) => {
    const rowsGone = experts[row]! - placesLeft(basis, taken, row).length;
    addSizes(removed, size.routerShares[row]!, rowsGone);
  });
  return removed;
}

/** Bytes that files hold once more for every member of a group whose rows stay. */
function sharedBytes(basis: PlanBasis, taken: Taken): number {
  const { grid, size } = basis;
  let bytes = 0;
  for (const [row, { router }] of taken.merged) {
    if (router === 'merged') continue;
    for (const cell of placesLeft(basis, taken, row)) {
      if (taken.dominant[cell]! !== cell) bytes += size.experts[cell]!.diskBytes;
    }
  }
  return grid.kind === 'experts' ? bytes : 0;
}

/**
 * Of merged experts it is supposed (`mergedNonZero`). Parts that no scan reads are taken to have no zeros, and neither are factors. Weights that codes round to zero still count: only
 * those that were cut do not.
 */
function nonZeroChange(basis: PlanBasis, taken: Taken, kept: KeptWeights): Change {
  const { grid, totals, size, input } = basis;
  const { gone } = taken;
  const before = size.total.parameters - size.zeros;
  const removed = removedSizes(basis, taken).parameters;
  let left = before - removed + factorsMore(basis, taken) + mergedNonZero(basis, taken);
  let [low, high] = [left, left];
  let isExact = true;
  for (let planned = 0; planned < grid.parts.length; planned++) {
    const zeros = totals.finite[planned]! - totals.nonZero[planned]!;
    if (gone[totals.cell[planned]!] === 1) {
      left += zeros;
      low += zeros;
      high += zeros;
    } else if (taken.isPartCut(planned)) {
      left += kept.value[SUMS * planned + COUNT]! - totals.nonZero[planned]!;
      low += kept.low[SUMS * planned + COUNT]! - totals.nonZero[planned]!;
      high += kept.high[SUMS * planned + COUNT]! - totals.nonZero[planned]!;
      if (kept.isExact[planned] === 0) isExact = false;
    }
  }
  if (taken.merged.size > 0) return changeTo(before, supposedly(left));
  const certainty = certaintyOf({ isExact, kind: input.summary.kind });
  return changeTo(before, { value: left, low, high, certainty });
}

/** Numbers of factors, less those that were not zero of the matrices that they stand for. */
function factorsMore(basis: PlanBasis, { ranks, gone }: Taken): number {
  const { parts } = basis.input.catalogue;
  const { zeros } = basis.input.summary.parts.totals;
  const cellOf = cellsOfParts(basis);
  let more = 0;
  for (const each of ranks) {
    each.parts.forEach((part, i) => {
      if (gone[cellOf[part]!] !== 1) more += each.parameters[i]! - parts.parameters[part]! + zeros[part]!;
    });
  }
  return more;
}
