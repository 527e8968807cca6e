/**
 * What stands in the place of some matrices from an action on: codes and scales, or two thin factors. By part of the catalogue, as
 * routers and everything else can be quantised as well as experts. Whether an expert is still there is asked when it is summed up.
 */
import type { Certainty } from '../plan-costs.ts';
import type { QuantisedBits } from '../matrix/quantise.ts';

export interface Approximation {
  /** Index into the plan's actions. */
  readonly action: number;
  /** Of the catalogue. */
  readonly parts: Uint32Array;
  /** Σ(w − ŵ)² of each: what is supposed, the least and the most; NaN where nothing tells. */
  readonly noise: {
    readonly value: Float64Array;
    readonly low: Float64Array;
    readonly high: Float64Array;
  };
  /** Where limits differ, or a sample was read. */
  readonly certainty: Certainty;
  /** Numbers that are stored in place of each, without scales; null for as many as there were. */
  readonly parameters: Float64Array | null;
  /** Of a number; null for as many as it had. */
  readonly bits: QuantisedBits | null;
  /** Of each; null for none. */
  readonly scaleBytes: Float64Array | null;
}

export function newNoise(parts: number): Approximation['noise'] {
  const column = () => new Float64Array(parts).fill(NaN);
  return { value: column(), low: column(), high: column() };
}

/** By part of the catalogue, as far as there are any: 1 for those that something stands for. */
export function marksOf(approximations: readonly Pick<Approximation, 'parts'>[]): Uint8Array {
  let end = 0;
  for (const { parts } of approximations) for (const part of parts) if (part >= end) end = part + 1;
  const marks = new Uint8Array(end);
  for (const { parts } of approximations) for (const part of parts) marks[part] = 1;
  return marks;
}

/** Whether any of the parts stands for something else already. */
export function overlaps(approximations: readonly Approximation[], parts: Uint32Array): boolean {
  if (approximations.length === 0) return false;
  const isMarked = marksOf(approximations);
  return parts.some((part) => isMarked[part] === 1);
}
