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

/** Whether any of the parts stands for something else already. */
export function overlaps(approximations: readonly Approximation[], parts: Uint32Array): boolean {
  if (approximations.length === 0) return false;
  const asked = new Set(parts);
  return approximations.some((each) => each.parts.some((part) => asked.has(part)));
}
