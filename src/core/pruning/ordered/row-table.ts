/**
 * A table of what stays of a matrix by its rows: the three sums (number of weights that are not zero, Σ|w|, Σw²) at a few
 * settings of a rule. Filled row by row, read while a slider moves.
 */
import { COUNT, ENERGY, MASS, SUMS } from '../ladders.ts';
import { scoreRow } from '../matrix/wanda.ts';
import { rowOf, type Floats, type WeightMatrix } from '../matrix/weight-matrix.ts';

/** Adds what one row keeps at each setting to `sums`, SUMS a setting. Scores are those of `row`. */
export type AddRow = (row: Floats, scores: Float32Array, sums: Float64Array) => void;

export class RowTable {
  readonly #norms: Float32Array | null;
  readonly #scores: Float32Array;
  readonly #add: AddRow;
  readonly sums: Float64Array;

  /** `norms` of the inputs, [columns], or null to compare magnitudes. */
  constructor(
    { columns, norms }: { readonly columns: number; readonly norms: Float32Array | null },
    { settings, add }: { readonly settings: number; readonly add: AddRow },
  ) {
    this.#norms = norms;
    this.#scores = new Float32Array(columns);
    this.#add = add;
    this.sums = new Float64Array(SUMS * settings);
  }

  /** Rows of the matrix, each once, in any order. */
  add(block: WeightMatrix): void {
    for (let r = 0; r < block.rows; r++) {
      const row = rowOf(block, r);
      scoreRow(row, this.#norms, this.#scores);
      this.#add(row, this.#scores, this.sums);
    }
  }
}

/** One weight more. What is no number stays and enters no sum, as in sketches. */
export function addWeight(sums: Float64Array, at: number, weight: number): void {
  const magnitude = Math.abs(weight);
  if (!(magnitude > 0 && magnitude < Infinity)) return;
  sums[at + COUNT]! += 1;
  sums[at + MASS]! += magnitude;
  sums[at + ENERGY]! += magnitude * magnitude;
}
