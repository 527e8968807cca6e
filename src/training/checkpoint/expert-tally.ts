/**
 * What experts make of the tokens that chose them and had room: the sums that criteria are made of, and the mean squares of
 * what their matrices are given (Wanda, arXiv 2306.11695).
 */
import { rowOf } from '../../core/routing/matrix.ts';
import type { Routing } from '../../core/routing/routing.ts';
import type { Forward } from '../forward.ts';
import type { Model } from '../model.ts';
import { takeRows } from '../rows.ts';
import * as tf from '../tf.ts';

/** All [E]. */
export interface ExpertSums {
  /** Σ‖f‖₂ and Σ g‖f‖₂ over an expert's tokens, as REAP's observer calls them. */
  readonly ean_sum: Float64Array;
  readonly weighted_ean_sum: Float64Array;
  /** Σp over all tokens. */
  readonly probability_sum: Float64Array;
}

/** A row an expert, of mean squares; null for one that no token reached. */
export interface MeanSquares {
  readonly inputs: readonly (Float64Array | null)[];
  readonly units: readonly (Float64Array | null)[];
}

export class ExpertTally {
  readonly sums: ExpertSums;
  readonly #tokens: Float64Array;
  /** Sums of squares by expert, of those that tokens reached. */
  readonly #inputs = new Map<number, Float64Array>();
  readonly #units = new Map<number, Float64Array>();

  constructor(experts: number) {
    const [ean_sum, weighted_ean_sum] = [new Float64Array(experts), new Float64Array(experts)];
    this.sums = { ean_sum, weighted_ean_sum, probability_sum: new Float64Array(experts) };
    this.#tokens = new Float64Array(experts);
  }

  /** What the model computed of a batch. Runs inside a tidy. */
  add({ features, decided: { routing } }: Forward, model: Model): void {
    addProbabilities(this.sums.probability_sum, routing);
    const { outputs, units } = model.expertsApart();
    tokensByExpert(routing).forEach((tokens, expert) => {
      if (tokens.length === 0) return;
      const rows = takeRows(features, tf.tensor1d(tokens, 'int32'));
      this.#addOutputs(expert, { tokens, routing, norms: rowNorms(outputs(expert, rows)) });
      if (units === null) return;
      addSquares(this.#inputs, expert, rows);
      addSquares(this.#units, expert, units(expert, rows));
    });
  }

  /** Null where experts are more, or less, than one hidden layer. */
  meanSquares(): MeanSquares | null {
    if (this.#units.size === 0) return null;
    const means = (squares: ReadonlyMap<number, Float64Array>) =>
      Array.from(this.#tokens, (tokens, expert) => squares.get(expert)?.map((sum) => sum / tokens) ?? null);
    return { inputs: means(this.#inputs), units: means(this.#units) };
  }

  #addOutputs(
    expert: number,
    {
      tokens,
      routing: { gates },
      norms,
    }: { tokens: readonly number[]; routing: Routing; norms: Float32Array },
  ): void {
    this.#tokens[expert]! += tokens.length;
    tokens.forEach((token, i) => {
      this.sums.ean_sum[expert]! += norms[i]!;
      this.sums.weighted_ean_sum[expert]! += rowOf(gates, token)[expert]! * norms[i]!;
    });
  }
}

/** A token that cannot be routed has no probabilities. */
function addProbabilities(sums: Float64Array, { probabilities }: Routing): void {
  for (let token = 0; token < probabilities.rows; token++) {
    rowOf(probabilities, token).forEach((p, expert) => {
      if (p > 0) sums[expert]! += p;
    });
  }
}

/** [E]: the tokens that each expert computes. */
function tokensByExpert({ selection, dropped, gates }: Routing): readonly number[][] {
  const tokens = Array.from({ length: gates.columns }, (): number[] => []);
  selection.experts.forEach((expert, at) => {
    if (expert >= 0 && dropped[at] === 0) tokens[expert]!.push(Math.floor(at / selection.slots));
  });
  return tokens;
}

function rowNorms(rows: tf.Tensor2D): Float32Array {
  return tf.norm(rows, 'euclidean', 1).dataSync<'float32'>();
}

function addSquares(sums: Map<number, Float64Array>, expert: number, rows: tf.Tensor2D): void {
  const squares = tf.sum(tf.square(rows), 0).dataSync<'float32'>();
  const own = sums.get(expert) ?? new Float64Array(squares.length);
  squares.forEach((square, i) => (own[i]! += square));
  sums.set(expert, own);
}
