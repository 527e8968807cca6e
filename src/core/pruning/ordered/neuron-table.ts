/**
 * What the same share of every output's weights keeps of a matrix, at every fortieth of a row. Sums between two of them are
 * bounded: weights come in falling order, so the next few hold no less than their share of the step, and no more than its
 * neighbours let them. Wanda orders weights by something else: of their sums nothing is known but that they rise.
 */
import { COUNT, SUMS, type Above } from '../ladders.ts';
import { keptOfRow } from '../matrix/neuron.ts';
import { RowOrder } from '../matrix/row-order.ts';
import { addWeight, type AddRow } from './row-table.ts';

const STEPS = 40;

/** Sums of what each step adds to the one before; step 0 is nothing, and is left out. */
export const NEURON_SETTINGS = STEPS;

function keptAt(columns: number, step: number): number {
  return keptOfRow(columns, step / STEPS);
}

/** For rows of one length. */
export function neuronAdder(columns: number): AddRow {
  const order = new RowOrder(columns);
  return (row, scores, sums) => {
    const places = order.falling(scores);
    for (let step = 0, rank = 0; step < STEPS; step++) {
      for (const end = keptAt(columns, step + 1); rank < end; rank++)
        addWeight(sums, SUMS * step, row[places[rank]!]!);
    }
  };
}

interface Asked {
  readonly rows: number;
  readonly columns: number;
  readonly fraction: number;
  /** Whether weights were ordered by magnitude. */
  readonly isFalling: boolean;
  /** Where the three sums begin to which it is added. */
  readonly at: number;
}

/** What stays of a matrix by `row` of the table; returns whether that is known exactly. */
export function addKeptByNeuron(row: Float64Array, asked: Asked, kept: Above): boolean {
  const { columns, fraction, at } = asked;
  const wanted = keptOfRow(columns, fraction);
  let step = 0;
  while (step < STEPS && keptAt(columns, step + 1) <= wanted) step++;
  let isExact = true;
  for (let sum = 0; sum < SUMS; sum++) {
    const { value, low, high } = keptBetween(row, asked, { step, wanted, sum });
    kept.value[at + sum]! += value;
    kept.low[at + sum]! += low;
    kept.high[at + sum]! += high;
    if (high - low > NO_WIDTH * high) isExact = false;
  }
  return isExact;
}

/** Bounds that differ by less are rounding. */
const NO_WIDTH = 1e-12;

interface Between {
  /** Steps that are whole, and weights of each row that stay. */
  readonly step: number;
  readonly wanted: number;
  readonly sum: number;
}

function keptBetween(
  row: Float64Array,
  { rows, columns, isFalling }: Asked,
  { step, wanted, sum }: Between,
): { readonly value: number; readonly low: number; readonly high: number } {
  let before = 0;
  for (let s = 0; s < step; s++) before += row[SUMS * s + sum]!;
  const missing = wanted - keptAt(columns, step);
  if (missing <= 0 || step >= STEPS) return { value: before, low: before, high: before };
  const own = row[SUMS * step + sum]!;
  const width = widthOf(columns, step);
  const chord = (own * missing) / width;
  const limits = isFalling
    ? { least: chord, most: mostOf(row, { columns, step, missing, sum }) }
    : { least: 0, most: own };
  // of counts it is known besides that every weight is one
  const others = sum === COUNT ? rows * (width - missing) : Infinity;
  const least = Math.max(limits.least, own - others);
  const most = Math.max(least, sum === COUNT ? Math.min(limits.most, rows * missing) : limits.most);
  const value = Math.min(most, Math.max(least, isFalling ? (least + most) / 2 : chord));
  return { value: before + value, low: before + least, high: before + most };
}

/** No weight of a step is larger than the mean of the step before it, and none smaller than that of the step after. */
function mostOf(
  row: Float64Array,
  {
    columns,
    step,
    missing,
    sum,
  }: { readonly columns: number; readonly step: number; readonly missing: number; readonly sum: number },
): number {
  const meanOf = (s: number) => row[SUMS * s + sum]! / widthOf(columns, s);
  const own = row[SUMS * step + sum]!;
  let [earlier, later] = [step - 1, step + 1];
  while (earlier >= 0 && widthOf(columns, earlier) === 0) earlier--;
  while (later < STEPS && widthOf(columns, later) === 0) later++;
  const byEarlier = earlier >= 0 ? missing * meanOf(earlier) : own;
  const byLater = later < STEPS ? own - (widthOf(columns, step) - missing) * meanOf(later) : own;
  return Math.min(own, byEarlier, byLater);
}

function widthOf(columns: number, step: number): number {
  return keptAt(columns, step + 1) - keptAt(columns, step);
}
