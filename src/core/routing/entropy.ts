/**
 * Entropies and divergences. 0 log 0 = 0. Weights need not sum to 1: they are divided by their sum, and of no weight at
 * all there is no entropy (NaN).
 */
import { sum } from './matrix.ts';

const NATS_PER_BIT = Math.LN2;

/** H = −Σ q log q in nats, of q = weights/Σ weights. */
export function entropyNats(weights: Float64Array): number {
  const total = sum(weights);
  if (!(total > 0)) return NaN;
  let entropy = 0;
  for (const weight of weights) {
    if (Number.isNaN(weight)) return NaN;
    if (weight > 0) entropy -= (weight / total) * Math.log(weight / total);
  }
  return Math.max(0, entropy);
}

export function entropyBits(weights: Float64Array): number {
  return entropyNats(weights) / NATS_PER_BIT;
}

export function bitsOfNats(nats: number): number {
  return nats / NATS_PER_BIT;
}

/** KL(p‖q) = Σ p log(p/q) in nats; Infinity where q is 0 and p is not. */
export function divergenceNats(p: Float64Array, q: Float64Array): number {
  let divergence = 0;
  p.forEach((value, i) => {
    if (value !== 0) divergence += value * Math.log(value / q[i]!);
  });
  return divergence;
}
