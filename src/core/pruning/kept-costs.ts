/** What stays of the planned weights: shares of their number, mass and energy, in all, by layer and by expert. */
import { addKept } from './cut-weights.ts';
import { certaintyOf, shareFigure } from './figure.ts';
import { emptyAbove, type Above, type Amounts } from './ladders.ts';
import type { PlanBasis } from './plan-basis.ts';
import type { KeptCosts, KeptShares } from './plan-costs.ts';
import type { Taken } from './taken.ts';

export interface KeptWeights {
  readonly costs: KeptCosts;
  /** Weights of experts that stay which were not zero and are now, and whether that is counted or estimated. */
  readonly cut: { readonly value: number; readonly low: number; readonly high: number };
  readonly isExact: boolean;
}

/** Sums of some of the planned parts: all there was, and what stays. */
interface Tally {
  readonly all: Amounts;
  readonly above: Above;
  isExact: boolean;
}

function newTally(): Tally {
  return { all: { count: 0, mass: 0, energy: 0 }, above: emptyAbove(), isExact: true };
}

export function keptWeights(basis: PlanBasis, { gone, thresholds }: Taken): KeptWeights {
  const { grid, totals, input } = basis;
  const { kind } = input.summary;
  const cells = new CellShares(gone.length);
  const rows = grid.layers.map(newTally);
  const cut = { value: 0, low: 0, high: 0 };
  const one = emptyAbove();
  for (let planned = 0; planned < grid.parts.length; planned++) {
    const cell = totals.cell[planned]!;
    const tally = rows[Math.floor(cell / grid.columns.length)]!;
    clear(one);
    const threshold = thresholds[planned]!;
    if (gone[cell] === 0) {
      const isExact = addKept(basis, { planned, threshold }, one);
      tally.isExact &&= isExact;
      if (threshold > 0) addCut(cut, totals.nonZero[planned]!, one);
    }
    tally.all.count += totals.finite[planned]!;
    tally.all.mass += totals.mass[planned]!;
    tally.all.energy += totals.energy[planned]!;
    addAboves(tally.above, one);
    cells.add(basis, { cell, planned, kept: one.value });
  }
  const total = newTally();
  for (const tally of rows) {
    addAmounts(total.all, tally.all);
    addAboves(total.above, tally.above);
    total.isExact &&= tally.isExact;
  }
  const layers = rows.map((tally, row) => ({ layer: grid.layers[row]!, ...sharesOf(tally, kind) }));
  return {
    costs: { ...sharesOf(total, kind), layers, cells: cells.shares() },
    cut,
    isExact: certaintyOf({ isExact: total.isExact, kind }) === 'exact',
  };
}

function addCut(cut: { value: number; low: number; high: number }, nonZero: number, one: Above): void {
  cut.value += nonZero - one.value.count;
  cut.low += nonZero - one.high.count;
  cut.high += nonZero - one.low.count;
}

function sharesOf({ all, above, isExact }: Tally, kind: 'exact' | 'sample'): KeptShares {
  const shareOf = (of: keyof Amounts) => shareFigure(above, { of, total: all[of], isExact, kind });
  return { weights: shareOf('count'), mass: shareOf('mass'), energy: shareOf('energy') };
}

function clear({ value, low, high }: Above): void {
  for (const amounts of [value, low, high]) amounts.count = amounts.mass = amounts.energy = 0;
}

function addAboves(sum: Above, { value, low, high }: Above): void {
  addAmounts(sum.value, value);
  addAmounts(sum.low, low);
  addAmounts(sum.high, high);
}

function addAmounts(sum: Amounts, { count, mass, energy }: Amounts): void {
  sum.count += count;
  sum.mass += mass;
  sum.energy += energy;
}

/** Sums by cell, as columns: there are tens of thousands. */
class CellShares {
  readonly #all: Record<keyof Amounts, Float64Array>;
  readonly #kept: Record<keyof Amounts, Float64Array>;

  constructor(cells: number) {
    const columns = () => ({
      count: new Float64Array(cells),
      mass: new Float64Array(cells),
      energy: new Float64Array(cells),
    });
    this.#all = columns();
    this.#kept = columns();
  }

  add(
    { totals }: PlanBasis,
    { cell, planned, kept }: { readonly cell: number; readonly planned: number; readonly kept: Amounts },
  ): void {
    this.#all.count[cell]! += totals.finite[planned]!;
    this.#all.mass[cell]! += totals.mass[planned]!;
    this.#all.energy[cell]! += totals.energy[planned]!;
    this.#kept.count[cell]! += kept.count;
    this.#kept.mass[cell]! += kept.mass;
    this.#kept.energy[cell]! += kept.energy;
  }

  /** NaN where there is nothing to be a share of. */
  shares(): KeptCosts['cells'] {
    const of = (key: keyof Amounts) =>
      this.#kept[key].map((kept, cell) => Math.min(1, kept / this.#all[key][cell]!));
    return { weights: of('count'), mass: of('mass'), energy: of('energy') };
  }
}
