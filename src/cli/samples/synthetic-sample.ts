/** A synthetic sample: words for a newcomer, and how its weights are drawn. One file each, and one line in index.ts. */
import type { Random } from '../../core/random.ts';
import type { TinyTensor } from './tiny-mixtral.ts';

export interface SyntheticSample {
  readonly id: string;
  readonly title: string;
  /** What it is, and what to look for. */
  readonly sentence: string;
  readonly seed: number;
  /** Row-major. Norms are 1 everywhere and not asked for. */
  readonly draw: (tensor: TinyTensor, random: Random) => Float64Array;
}

/** As models are initialised before training. */
export const INITIAL_DEVIATION = 0.02;

export function normals(count: number, deviation: number, random: Random): Float64Array {
  return Float64Array.from({ length: count }, () => deviation * random.normal());
}
