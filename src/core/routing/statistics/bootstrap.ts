/**
 * How far a statistic of a trace may be from that of all such texts: the cluster bootstrap (Efron 1979; Davison & Hinkley
 * 1997, 3.8). Tokens of one document are alike, so whole documents (batches, requests) are drawn again, never tokens.
 */
import { rowOf, type Matrix } from '../matrix.ts';
import { seededRandom } from '../../random.ts';
import { percentileInterval, type Interval } from './interval.ts';
import { normalQuantile } from './proportion.ts';

export interface BootstrapOptions {
  readonly seed: number;
  readonly replicates?: number;
  readonly confidence?: number;
}

/**
 * Percentile intervals of any statistic of sums over clusters. `clusters` [G, n]: what each one adds (choices of every
 * expert, say). The statistic takes sums [n] and gives any number of values.
 *
 * Replicates are stretched about what was observed, for resampling few clusters scatters less than samples do (see
 * `expansion`). Null of fewer than two clusters, which say nothing of each other.
 */
export function bootstrapInterval(
  clusters: Matrix,
  statistic: (sums: Float64Array) => Float64Array,
  { seed, replicates = 1000, confidence = 0.95 }: BootstrapOptions,
): Interval | null {
  const count = clusters.rows;
  if (count < 2) return null;
  const random = seededRandom(seed);
  const observed = statistic(weightedSum(clusters, new Float64Array(count).fill(1)));
  const stretch = expansion(count, confidence);
  const outcomes = Array.from({ length: replicates }, () => {
    const times = new Float64Array(count);
    for (let i = 0; i < count; i++) times[random.below(count)]!++;
    const outcome = statistic(weightedSum(clusters, times));
    return outcome.map((value, i) => observed[i]! + stretch * (value - observed[i]!));
  });
  return percentileInterval(outcomes, confidence);
}

/**
 * √(G/(G − 1)), for the variance of resamples is divided by G, times t/z, for that variance is itself uncertain (the
 * expanded percentile interval, Hesterberg 2015). Student's t with ν = G − 1 by the first terms of its expansion in 1/ν;
 * of 10 clusters it turns a coverage of 0.86 into 0.89, where 0.9 was asked for.
 */
function expansion(clusters: number, confidence: number): number {
  const square = normalQuantile((1 + confidence) / 2) ** 2;
  const nu = clusters - 1;
  const student = 1 + (square + 1) / (4 * nu) + (5 * square ** 2 + 16 * square + 3) / (96 * nu ** 2);
  return Math.sqrt(clusters / nu) * student;
}

function weightedSum(clusters: Matrix, times: Float64Array): Float64Array {
  const sums = new Float64Array(clusters.columns);
  times.forEach((often, cluster) => {
    if (often === 0) return;
    const row = rowOf(clusters, cluster);
    for (let i = 0; i < row.length; i++) sums[i]! += often * row[i]!;
  });
  return sums;
}
