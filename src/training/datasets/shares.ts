/**
 * Shares of a split: which samples, as rising indices, never copies. A share of the classes pre-trains one expert; a
 * stratified share keeps the proportions of the classes, so that a small one is a fair picture of the whole.
 */
import { seededRandom, seedOfStream, shuffledIndices } from '../../core/random.ts';
import type { Labels } from './dataset.ts';

interface StratifiedOptions {
  readonly size: number;
  readonly seed: number;
  /** To choose from; the whole split unless given. */
  readonly within?: Uint32Array;
}

/** `size` samples (or all there are) with every class in its proportion, to the nearest whole sample. */
export function stratifiedShare(labels: Labels, { size, seed, within }: StratifiedOptions): Uint32Array {
  const byClass = samplesByClass(labels, within);
  const total = byClass.reduce((sum, samples) => sum + samples.length, 0);
  const quotas = proportionalQuotas(
    byClass.map((samples) => samples.length),
    Math.min(size, total),
  );
  const chosen = byClass.flatMap((samples, label) => {
    const order = shuffledIndices(samples.length, seededRandom(seedOfStream(seed, label)));
    return Array.from(order.subarray(0, quotas[label]), (place) => samples[place]!);
  });
  return Uint32Array.from(chosen).sort();
}

export interface HeldBack {
  readonly kept: Uint32Array;
  readonly heldBack: Uint32Array;
}

/** A stratified share kept back, such as for validation, and the rest. */
export function holdBack(labels: Labels, options: StratifiedOptions): HeldBack {
  const all = options.within ?? Uint32Array.from(labels.keys());
  const heldBack = stratifiedShare(labels, options);
  return { kept: without(all, heldBack), heldBack };
}

/** As `holdBack`, but every class that there is keeps a sample at least. */
export function holdBackSome(labels: Labels, options: Omit<StratifiedOptions, 'within'>): HeldBack {
  const all = Uint32Array.from(labels.keys());
  const firsts = Uint32Array.from(new Set(labels), (label) => labels.indexOf(label));
  const heldBack = stratifiedShare(labels, { ...options, within: without(all, firsts) });
  return { kept: without(all, heldBack), heldBack };
}

function without(samples: Uint32Array, others: Uint32Array): Uint32Array {
  const isOther = new Set(others);
  return samples.filter((sample) => !isOther.has(sample));
}

/** The samples of some classes. */
export function shareOfClasses(labels: Labels, classes: readonly number[]): Uint32Array {
  const isWanted = new Set(classes);
  const samples: number[] = [];
  labels.forEach((label, sample) => {
    if (isWanted.has(label)) samples.push(sample);
  });
  return Uint32Array.from(samples);
}

/**
 * Parts the classes among `parts` experts, as evenly as they can be: in their order, or shuffled by a seed. With more
 * parts than classes, parts begin again with the first class, so that none is empty.
 */
export function divideClasses(
  classCount: number,
  { parts, seed }: { readonly parts: number; readonly seed: number | null },
): readonly (readonly number[])[] {
  const order = Array.from({ length: classCount }, (_, label) => label);
  const shuffled =
    seed === null ? order : Array.from(shuffledIndices(classCount, seededRandom(seed)), (i) => order[i]!);
  if (parts >= classCount) return Array.from({ length: parts }, (_, part) => [shuffled[part % classCount]!]);
  return Array.from({ length: parts }, (_, part) =>
    shuffled.slice(Math.round((part * classCount) / parts), Math.round(((part + 1) * classCount) / parts)),
  );
}

export function countsByClass(labels: Labels, classCount: number): Uint32Array {
  const counts = new Uint32Array(classCount);
  for (const label of labels) counts[label]!++;
  return counts;
}

function samplesByClass(labels: Labels, within: Uint32Array | undefined): number[][] {
  const byClass: (number[] | undefined)[] = [];
  const add = (sample: number) => {
    (byClass[labels[sample]!] ??= []).push(sample);
  };
  if (within) within.forEach(add);
  else for (let sample = 0; sample < labels.length; sample++) add(sample);
  return Array.from(byClass, (samples) => samples ?? []);
}

/** Largest remainders: whole numbers in proportion to `counts` that add up to `size`; none above its count. */
function proportionalQuotas(counts: readonly number[], size: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const exact = counts.map((count) => (total === 0 ? 0 : (count * size) / total));
  const quotas = exact.map(Math.floor);
  const remainder = (label: number) => exact[label]! - quotas[label]!;
  const byRemainder = quotas.map((_, label) => label).sort((a, b) => remainder(b) - remainder(a) || a - b);
  const missing = size - quotas.reduce((sum, quota) => sum + quota, 0);
  for (const label of byRemainder.slice(0, missing)) quotas[label]!++;
  return quotas;
}
