/**
 * What a statistic of labelled tokens would be if labels meant nothing: it is taken again and again with the labels
 * shuffled. Where labels belong to documents, shuffle those of documents: tokens of one are alike, and shuffling them
 * would make chance look smaller than it is.
 */
import { seededRandom, shuffledIndices } from '../../random.ts';
import { percentileInterval, type Interval } from './interval.ts';

export interface PermutationBaseline extends Interval {
  /** Mean over shuffles, of each value. */
  readonly mean: Float64Array;
  /** (1 + shuffles that reach the observed value)/(1 + shuffles): the one-sided p-value of each value. */
  readonly pValue: Float64Array;
}

export interface PermutationOptions {
  readonly seed: number;
  readonly permutations?: number;
  readonly confidence?: number;
}

/** The statistic takes labels in the order given and gives any number of values. */
export function permutationBaseline(
  labels: Int32Array,
  statistic: (labels: Int32Array) => Float64Array,
  { seed, permutations = 200, confidence = 0.95 }: PermutationOptions,
): PermutationBaseline {
  const random = seededRandom(seed);
  const observed = statistic(labels);
  const outcomes = Array.from({ length: permutations }, () => {
    const order = shuffledIndices(labels.length, random);
    return statistic(labels.map((_, i) => labels[order[i]!]!));
  });
  const overShuffles = (count: (outcome: Float64Array, i: number) => number) =>
    observed.map((_, i) => outcomes.reduce((total, outcome) => total + count(outcome, i), 0));
  return {
    ...percentileInterval(outcomes, confidence),
    mean: overShuffles((outcome, i) => outcome[i]! / permutations),
    pValue: overShuffles((outcome, i) => Number(outcome[i]! >= observed[i]!)).map(
      (reached) => (1 + reached) / (1 + permutations),
    ),
  };
}
