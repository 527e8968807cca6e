/**
 * Resampling a sample of weights: how it might have come out otherwise. Everything is kept in the bins of compact
 * sketches, so that a resample is a few sums.
 */
import { seededRandom, shuffledIndices, type Random } from '../random.ts';
import { curveOf, type Quantity } from './curve.ts';
import { binOf, LevelsBuilder, meanInBin, SKETCH_BINS } from './levels.ts';
import type { Sketch } from './sketch.ts';
import { addTotals, noTotals } from './totals.ts';

/** One outcome: weights and mass (or energy) of every bin by falling magnitude, and the zeros. */
export interface Outcome {
  readonly count: Float64Array;
  readonly amount: Float64Array;
  zeros: number;
}

export interface Resampling {
  readonly method: 'clusters' | 'weights';
  /** The sample as it came out. */
  readonly observed: Outcome;
  /** By how much |w| (or w²) falls across each bin, for the course of the curve inside. */
  readonly width: Float64Array;
  /** By how much resamples scatter less than samples do: their variance is divided by n, not by n − 1. */
  readonly shrinkage: number;
  /** Draws another outcome, which overwrites the last. */
  readonly draw: () => Outcome;
}

/** As many groups of clusters as percentiles need, and no more: adding up groups is what resampling costs. */
const MOST_GROUPS = 64;

/** With fewer clusters than this their scatter says too little. */
const FEWEST_CLUSTERS = 8;

/**
 * - `clusters`: whole clusters are drawn again, with replacement (Efron 1979; in random groups, as surveys do), so that
 *   what differs from tensor to tensor is in the scatter;
 * - `weights`: of few clusters, each weight that was seen is drawn again, as if the weights had been read one by one.
 *
 * `weightsEach`: how many weights of the whole one that was seen stands for; null to judge by the smallest count.
 */
export function resample(
  clusters: readonly Sketch[],
  { quantity, seed, weightsEach }: { quantity: Quantity; seed: number; weightsEach: number | null },
): Resampling {
  const random = seededRandom(seed);
  const groups = groupsOf(clusters, random);
  const { outcomes, mean, width } = outcomesOf(groups, quantity);
  const observed = emptyOutcome(mean.length);
  for (const outcome of outcomes) addTimes(observed, outcome, 1);
  const slopes = quantity === 'mass' ? width : width.map((w, column) => 2 * mean[column]! * w);
  if (clusters.length < FEWEST_CLUSTERS) {
    const draw = weightDraws(observed, { scale: weightsEach ?? smallestCount(clusters), random });
    return { method: 'weights', observed, width: slopes, shrinkage: 1, draw };
  }
  const shrinkage = Math.sqrt(1 - 1 / groups.length);
  return { method: 'clusters', observed, width: slopes, shrinkage, draw: clusterDraws(outcomes, random) };
}

/** Clusters in random order, dealt out evenly. */
function groupsOf(clusters: readonly Sketch[], random: Random): Sketch[][] {
  const groups = Array.from({ length: Math.min(MOST_GROUPS, clusters.length) }, (): Sketch[] => []);
  shuffledIndices(clusters.length, random).forEach((cluster, i) => {
    groups[i % groups.length]!.push(clusters[cluster]!);
  });
  return groups;
}

/** Weights, mass and energy of every bin between two, empty ones included. */
interface BinTable {
  readonly count: Float64Array;
  readonly mass: Float64Array;
  readonly energy: Float64Array;
}

/** An outcome of each group in the same columns, with the mean magnitude and the width of each column over all groups. */
function outcomesOf(groups: readonly (readonly Sketch[])[], quantity: Quantity) {
  const range = binRange(groups.flat());
  const tables = groups.map((group) => tableOf(group, range));
  const whole = tables.reduce(addTables, emptyTable(range));
  const builder = new LevelsBuilder(SKETCH_BINS);
  /** Occupied bins, rising. */
  const bins: number[] = [];
  whole.count.forEach((count, bin) => {
    if (count === 0) return;
    const mean = meanInBin({ count, sum: whole.mass[bin]! }, range.low + bin, SKETCH_BINS);
    builder.append(mean, count, whole.energy[bin]! / count - mean * mean);
    bins.push(bin);
  });
  const falling = bins.toReversed();
  const totals = groups.flat().reduce((sum, sketch) => addTotals(sum, sketch.totals), noTotals);
  const { mean, width } = curveOf({ levels: builder.build(), totals });
  const outcomes = tables.map((table, group): Outcome => ({
    count: Float64Array.from(falling, (bin) => table.count[bin]!),
    amount: Float64Array.from(falling, (bin) => table[quantity][bin]!),
    zeros: groups[group]!.reduce((sum, sketch) => sum + sketch.totals.zeros, 0),
  }));
  return { outcomes, mean, width };
}

interface BinRange {
  readonly low: number;
  readonly high: number;
}

function binRange(sketches: readonly Sketch[]): BinRange {
  let [low, high] = [Infinity, -Infinity];
  for (const { levels } of sketches) {
    if (levels.mean.length === 0) continue;
    low = Math.min(low, binOf(levels.mean[0]!, SKETCH_BINS));
    high = Math.max(high, binOf(levels.mean.at(-1)!, SKETCH_BINS));
  }
  return low <= high ? { low, high } : { low: 0, high: -1 };
}

function emptyTable({ low, high }: BinRange): BinTable {
  const column = () => new Float64Array(high - low + 1);
  return { count: column(), mass: column(), energy: column() };
}

function tableOf(sketches: readonly Sketch[], range: BinRange): BinTable {
  const table = emptyTable(range);
  for (const { levels } of sketches) {
    for (let i = 0; i < levels.mean.length; i++) {
      const mean = levels.mean[i]!;
      const count = levels.count[i]!;
      const bin = binOf(mean, SKETCH_BINS) - range.low;
      table.count[bin]! += count;
      table.mass[bin]! += count * mean;
      table.energy[bin]! += count * (mean * mean + levels.spread[i]! * levels.spread[i]!);
    }
  }
  return table;
}

function addTables(to: BinTable, from: BinTable): BinTable {
  for (let bin = 0; bin < to.count.length; bin++) {
    to.count[bin]! += from.count[bin]!;
    to.mass[bin]! += from.mass[bin]!;
    to.energy[bin]! += from.energy[bin]!;
  }
  return to;
}

function emptyOutcome(columns: number): Outcome {
  return { count: new Float64Array(columns), amount: new Float64Array(columns), zeros: 0 };
}

function addTimes(to: Outcome, from: Outcome, times: number): void {
  for (let column = 0; column < to.count.length; column++) {
    to.count[column]! += times * from.count[column]!;
    to.amount[column]! += times * from.amount[column]!;
  }
  to.zeros += times * from.zeros;
}

function clusterDraws(groups: readonly Outcome[], random: Random): () => Outcome {
  const drawn = emptyOutcome(groups[0]!.count.length);
  const times = new Uint32Array(groups.length);
  return () => {
    drawn.count.fill(0);
    drawn.amount.fill(0);
    drawn.zeros = 0;
    times.fill(0);
    for (let left = groups.length; left > 0; left--) times[random.below(groups.length)]!++;
    times.forEach((often, group) => {
      if (often > 0) addTimes(drawn, groups[group]!, often);
    });
    return drawn;
  };
}

/** Independent Poisson counts: given their sum they are a multinomial draw, and every share is given their sum. */
function weightDraws(observed: Outcome, { scale, random }: { scale: number; random: Random }): () => Outcome {
  const drawn = emptyOutcome(observed.count.length);
  return () => {
    observed.count.forEach((count, column) => {
      const seen = count / scale;
      const times = poisson(seen, random) / seen;
      drawn.count[column] = times * count;
      drawn.amount[column] = times * observed.amount[column]!;
    });
    drawn.zeros = poisson(observed.zeros / scale, random) * scale;
    return drawn;
  };
}

/** Above this mean a Poisson number is as good as normal. */
const NORMAL_FROM = 50;

function poisson(mean: number, random: Random): number {
  if (mean >= NORMAL_FROM) return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
  // Knuth's: uniform factors until their product falls below e^−mean
  const end = Math.exp(-mean);
  let product = random.uniform();
  let drawn = 0;
  for (; product > end; drawn++) product *= random.uniform();
  return drawn;
}

function smallestCount(clusters: readonly Sketch[]): number {
  const counts = clusters.flatMap(({ levels }) => [...levels.count]);
  return counts.reduce((least, count) => Math.min(least, count), counts[0] ?? 1);
}
