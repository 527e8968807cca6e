/** What stays of planned parts whose weights were cut by their place in a row, as columns: exact, or within bounds. */
import { COUNT, ENERGY, MASS, newAbove, SUMS, type Above } from './ladders.ts';
import type { RowRule } from './matrix/row-rule.ts';
import type { PartTotals } from './plan-basis.ts';

/** One action's cut. */
export interface RowCut {
  /** Index into the plan's actions. */
  readonly action: number;
  readonly rule: RowRule;
  /** Planned parts. */
  readonly members: Uint32Array;
}

export class KeptByRow {
  readonly cuts: RowCut[] = [];
  /** By planned part: 1 where weights were cut, and where it is known exactly what stays. */
  readonly isCut: Uint8Array;
  readonly isExact: Uint8Array;
  readonly sums: Above;
  readonly #totals: PartTotals;

  constructor(totals: PartTotals) {
    const parts = totals.cell.length;
    this.isCut = new Uint8Array(parts);
    this.isExact = new Uint8Array(parts).fill(1);
    this.sums = newAbove(parts);
    this.#totals = totals;
  }

  /** Sums of what one cut leaves of the part stand at 0 of `kept`. Returns whether it was cut before. */
  add(planned: number, kept: Above, isExact: boolean): boolean {
    const wasCut = this.isCut[planned] === 1;
    if (wasCut) keptByBoth(this.sums, kept, { at: SUMS * planned, from: 0, planned, totals: this.#totals });
    else copySums(this.sums, kept, { at: SUMS * planned, from: 0 });
    this.isCut[planned] = 1;
    this.isExact[planned] = isExact && !wasCut ? 1 : 0;
    return wasCut;
  }
}

interface Places {
  /** Where the three sums are in the first, and in the second. */
  readonly at: number;
  readonly from: number;
}

export function copySums(to: Above, { value, low, high }: Above, { at, from }: Places): void {
  to.value.set(value.subarray(from, from + SUMS), at);
  to.low.set(low.subarray(from, from + SUMS), at);
  to.high.set(high.subarray(from, from + SUMS), at);
}

/**
 * What two cuts leave of the same part, put into the first: no more than each of them alone, no less than both leave even if
 * they take different weights, and supposedly what they leave if neither knows of the other.
 */
export function keptByBoth(
  first: Above,
  second: Above,
  {
    at,
    from,
    planned,
    totals,
  }: Places & {
    readonly planned: number;
    readonly totals: Pick<PartTotals, 'nonZero' | 'mass' | 'energy'>;
  },
): void {
  for (const [sum, all] of [
    [COUNT, totals.nonZero[planned]!],
    [MASS, totals.mass[planned]!],
    [ENERGY, totals.energy[planned]!],
  ] as const) {
    const low = Math.max(0, first.low[at + sum]! + second.low[from + sum]! - all);
    const high = Math.min(first.high[at + sum]!, second.high[from + sum]!);
    const value = all > 0 ? (first.value[at + sum]! * second.value[from + sum]!) / all : 0;
    first.low[at + sum] = Math.min(low, high);
    first.high[at + sum] = high;
    first.value[at + sum] = Math.min(high, Math.max(low, value));
  }
}
