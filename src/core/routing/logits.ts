/**
 * From logits to probabilities, row by row.
 *
 * A row that holds NaN or +∞, or nothing above −∞, has no distribution: it cannot be routed. Its probabilities are NaN,
 * routers choose no expert for it and give it no gate, statistics count it apart, and losses of probabilities are NaN, as
 * a run must notice. A logit of −∞ is an expert masked out (pruned): probability 0, never chosen.
 */
import { mapRows, mean, rowOf, type Matrix } from './matrix.ts';

export function isRoutable(logits: Float64Array): boolean {
  let highest = -Infinity;
  for (const logit of logits) {
    if (!(logit < Infinity)) return false;
    highest = Math.max(highest, logit);
  }
  return highest > -Infinity;
}

/** log Σ exp z, in nats. */
export function logSumExp(row: Float64Array): number {
  let highest = -Infinity;
  for (const value of row) highest = Math.max(highest, value);
  if (!Number.isFinite(highest)) return highest;
  let total = 0;
  for (const value of row) total += Math.exp(value - highest);
  return highest + Math.log(total);
}

export function softmax(row: Float64Array): Float64Array {
  if (!isRoutable(row)) return row.map(() => NaN);
  const shift = row.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = row.map((logit) => Math.exp(logit - shift));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

/** softmax(z/τ) of every row: [T, E] to [T, E]. */
export function softmaxRows(logits: Matrix, temperature = 1): Matrix {
  return mapRows(logits, (row) => softmax(row.map((logit) => logit / temperature)));
}

export function logSumExpRows(logits: Matrix): Float64Array {
  return Float64Array.from({ length: logits.rows }, (_, r) => logSumExp(rowOf(logits, r)));
}

/** log(1 + eᶻ), without overflow. */
export function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

export function sigmoid(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}

/** log σ(z): a softmax of these is σ(z)/Σσ(z), without ever dividing by zero. */
export function logSigmoid(z: number): number {
  return -softplus(-z);
}

/**
 * Every row to mean 0 and unbiased standard deviation 1, as the SparseMoE head of arXiv 2601.15021 does with its logits
 * before noise: (z − z̄)/(s + 10⁻⁵).
 */
export function standardisedRows(logits: Matrix): Matrix {
  return mapRows(logits, (row) => {
    const centre = mean(row);
    const squares = row.reduce((total, logit) => total + (logit - centre) ** 2, 0);
    const deviation = Math.sqrt(squares / Math.max(1, row.length - 1));
    return row.map((logit) => (logit - centre) / (deviation + 1e-5));
  });
}
