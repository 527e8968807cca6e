/**
 * What the full distributions p(x) of one layer come to, in sums and histograms that merge by addition: Krishnamurthy et
 * al., arXiv 2302.14703, for H_s and H_u. Needs logits; sigmoid scores are normalised first, and whoever shows them
 * says so.
 */
import { entropyBits } from '../entropy.ts';
import { rowOf, type Matrix } from '../matrix.ts';
import { addValue, emptyHistogram, histogramMean, mergeHistograms, type Histogram } from './histogram.ts';
import { loadEntropyBits } from './load.ts';
import { added } from './routing-counts.ts';

export interface GateSums {
  /** Σ_x p(x), [E]: the importances. */
  readonly importance: Float64Array;
  /** H(p(x)) in bits, up to log₂ E. */
  readonly entropy: Histogram;
  /** Highest probability, and by how much it exceeds the second (1 for a single expert). */
  readonly highest: Histogram;
  readonly margin: Histogram;
  /** Tokens whose row was NaN: in nothing above. */
  skipped: number;
}

export function emptyGateSums(experts: number): GateSums {
  return {
    importance: new Float64Array(experts),
    entropy: emptyHistogram(Math.log2(experts)),
    highest: emptyHistogram(1),
    margin: emptyHistogram(1),
    skipped: 0,
  };
}

/** Adds tokens to `sums`: probabilities [T, E], rows summing to 1. */
export function addGates(sums: GateSums, probabilities: Matrix): void {
  for (let token = 0; token < probabilities.rows; token++) {
    const row = rowOf(probabilities, token);
    const entropy = entropyBits(row);
    if (Number.isNaN(entropy)) {
      sums.skipped++;
      continue;
    }
    let [first, second] = [0, 0];
    row.forEach((p, expert) => {
      sums.importance[expert]! += p;
      if (p > first) [first, second] = [p, first];
      else if (p > second) second = p;
    });
    addValue(sums.entropy, entropy);
    addValue(sums.highest, first);
    addValue(sums.margin, first - second);
  }
}

/** Neither is changed. */
export function mergeGateSums(a: GateSums, b: GateSums): GateSums {
  return {
    importance: added(a.importance, b.importance),
    entropy: mergeHistograms(a.entropy, b.entropy),
    highest: mergeHistograms(a.highest, b.highest),
    margin: mergeHistograms(a.margin, b.margin),
    skipped: a.skipped + b.skipped,
  };
}

/** H_s = mean_x H(p(x)) in bits, against log₂ E: low where the gate is sure of each token. */
export function sampleEntropyBits({ entropy }: GateSums): number {
  return histogramMean(entropy);
}

/** H_u = H(mean_x p(x)) in bits, against log₂ E: low where few experts are used at all. Never below H_s. */
export function usageEntropyBits({ importance }: GateSums): number {
  return loadEntropyBits(importance);
}

/**
 * Adds the entropy of the weights of each token's chosen experts, divided by their sum: weights [T, k], 0 for padding.
 * Its scale ends at log₂ k (of the histogram's limit), another than that of the full distribution.
 */
export function addSelectedEntropies(histogram: Histogram, weights: Matrix): void {
  for (let token = 0; token < weights.rows; token++) addValue(histogram, entropyBits(rowOf(weights, token)));
}
