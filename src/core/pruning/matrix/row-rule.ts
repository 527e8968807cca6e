/**
 * Which weights of a matrix stay where that depends on the weights beside them: rules that look at one output's row of inputs
 * at a time. One definition for the pass that foretells them, for what is written, and for models that are trained here.
 *
 * Rows are outputs and columns inputs (`weight-matrix.ts`). Scores are compared in single precision, as libraries that prune
 * have them; of equal ones the earlier input stays, and what is no number always stays.
 */
import { keepLargest, keptOfRow } from './neuron.ts';
import { keepPattern } from './pattern.ts';
import { RowOrder } from './row-order.ts';
import { scoreRow } from './wanda.ts';
import { rowOf, type Floats, type WeightMatrix } from './weight-matrix.ts';

export interface RowRule {
  /** What weights are compared by: |w|, or |w| · ‖x‖₂ (Wanda, arXiv 2306.11695). */
  readonly score: 'magnitude' | 'wanda';
  readonly keep:
    /** The `keep` largest of every `of` that follow each other; of a shorter rest as many. */
    | { readonly kind: 'pattern'; readonly keep: number; readonly of: number }
    /** Of each row the same share, rounded up. */
    | { readonly kind: 'neuron'; readonly fraction: number };
}

/** Marks the weights of one row after the other. */
export class RowMasker {
  readonly #rule: RowRule;
  readonly #norms: Float32Array | null;
  readonly #scores: Float32Array;
  readonly #order: RowOrder;

  /** `norms`: ‖x‖₂ of each input, or anything in proportion to it; null for rules that compare magnitudes. */
  constructor(
    rule: RowRule,
    { columns, norms }: { readonly columns: number; readonly norms: Float32Array | null },
  ) {
    if ((norms?.length ?? columns) !== columns)
      throw new RangeError(`${columns} inputs, ${norms!.length} norms`);
    this.#rule = rule;
    this.#norms = rule.score === 'wanda' ? norms : null;
    this.#scores = new Float32Array(columns);
    this.#order = new RowOrder(columns);
  }

  /** Sets `stays`, [columns], to 1 for weights that stay and 0 for those that go. */
  mark(row: Floats, stays: Uint8Array): void {
    scoreRow(row, this.#norms, this.#scores);
    const { keep } = this.#rule;
    if (keep.kind === 'pattern') keepPattern(this.#scores, keep, stays);
    else keepLargest(this.#order.falling(this.#scores), keptOfRow(row.length, keep.fraction), stays);
    for (let c = 0; c < row.length; c++) if (!Number.isFinite(row[c])) stays[c] = 1;
  }
}

/** [rows · columns]: 1 stays, 0 goes. */
export function maskMatrix(
  matrix: WeightMatrix,
  rule: RowRule,
  norms: Float32Array | null = null,
): Uint8Array {
  const { rows, columns } = matrix;
  const stays = new Uint8Array(rows * columns);
  const masker = new RowMasker(rule, { columns, norms });
  for (let row = 0; row < rows; row++)
    masker.mark(rowOf(matrix, row), stays.subarray(row * columns, (row + 1) * columns));
  return stays;
}
