/** Shares of the planned weights that stay: of their number, mass and energy, in all, by layer and by expert. */
import { shareFigure } from './figure.ts';
import type { KeptWeights } from './kept-weights.ts';
import { COUNT, ENERGY, MASS, newAbove, SUMS, type Above } from './ladders.ts';
import type { PlanBasis } from './plan-basis.ts';
import type { KeptCosts, KeptShares, WeightCut } from './plan-costs.ts';
import type { Taken } from './taken.ts';

export function keptCosts(basis: PlanBasis, kept: KeptWeights): KeptCosts {
  const { grid } = basis;
  const width = grid.columns.length;
  const tallies = grid.layers.map((_, row) => {
    const tally = new Tally(basis, kept);
    const end = grid.partStart[(row + 1) * width]!;
    for (let planned = grid.partStart[row * width]!; planned < end; planned++) tally.add(planned);
    return tally;
  });
  const total = new Tally(basis, kept);
  for (const tally of tallies) total.merge(tally);
  return {
    ...total.shares(),
    layers: tallies.map((tally, row) => ({ layer: grid.layers[row]!, ...tally.shares() })),
    cells: {
      weights: cellShares(basis, kept, COUNT),
      mass: cellShares(basis, kept, MASS),
      energy: cellShares(basis, kept, ENERGY),
    },
  };
}

export function weightCuts(
  basis: PlanBasis,
  { cuts, keptByRow }: Pick<Taken, 'cuts' | 'keptByRow'>,
  kept: KeptWeights,
): WeightCut[] {
  const byRow = keptByRow?.cuts.map((cut) => ({ ...cut, lowest: null, highest: null })) ?? [];
  return [...cuts, ...byRow]
    .sort((a, b) => a.action - b.action)
    .map(({ action, lowest, highest, members }) => {
      const tally = new Tally(basis, kept);
      for (const planned of members) tally.add(planned);
      return { action, lowest, highest, kept: tally.shares().weights };
    });
}

/** Sums over some of the planned parts: all there was, and what stays. */
class Tally {
  readonly #basis: PlanBasis;
  readonly #kept: KeptWeights;
  readonly #all = new Float64Array(SUMS);
  readonly #above: Above = newAbove(1);
  #isExact = true;

  constructor(basis: PlanBasis, kept: KeptWeights) {
    this.#basis = basis;
    this.#kept = kept;
  }

  add(planned: number): void {
    const { totals } = this.#basis;
    this.#all[COUNT]! += totals.finite[planned]!;
    this.#all[MASS]! += totals.mass[planned]!;
    this.#all[ENERGY]! += totals.energy[planned]!;
    for (let sum = 0, at = SUMS * planned; sum < SUMS; sum++, at++) {
      this.#above.value[sum]! += this.#kept.value[at]!;
      this.#above.low[sum]! += this.#kept.low[at]!;
      this.#above.high[sum]! += this.#kept.high[at]!;
    }
    if (this.#kept.isExact[planned] === 0) this.#isExact = false;
  }

  merge(other: Tally): void {
    for (let sum = 0; sum < SUMS; sum++) {
      this.#all[sum]! += other.#all[sum]!;
      this.#above.value[sum]! += other.#above.value[sum]!;
      this.#above.low[sum]! += other.#above.low[sum]!;
      this.#above.high[sum]! += other.#above.high[sum]!;
    }
    this.#isExact &&= other.#isExact;
  }

  shares(): KeptShares {
    const { kind } = this.#basis.input.summary;
    const shareOf = (sum: number) =>
      shareFigure(this.#above, { sum, total: this.#all[sum]!, isExact: this.#isExact, kind });
    return { weights: shareOf(COUNT), mass: shareOf(MASS), energy: shareOf(ENERGY) };
  }
}

/** [L, C]; NaN where there is nothing to be a share of. */
function cellShares({ grid, totals }: PlanBasis, { value }: KeptWeights, sum: number): Float64Array {
  const all = { [COUNT]: totals.finite, [MASS]: totals.mass, [ENERGY]: totals.energy }[sum]!;
  const shares = new Float64Array(grid.partStart.length - 1);
  for (let cell = 0, planned = 0; cell < shares.length; cell++) {
    let kept = 0;
    let total = 0;
    for (const end = grid.partStart[cell + 1]!; planned < end; planned++) {
      kept += value[SUMS * planned + sum]!;
      total += all[planned]!;
    }
    shares[cell] = Math.min(1, kept / total);
  }
  return shares;
}
