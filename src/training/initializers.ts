/** Initial weights, drawn in JavaScript so that a seed gives the same ones on every backend. */
import type { Random } from '../core/random.ts';

export type Initializer = (shape: readonly number[], random: Random) => Float32Array;

function filled(shape: readonly number[], draw: () => number): Float32Array {
  const size = shape.reduce((product, n) => product * n, 1);
  return Float32Array.from({ length: size }, draw);
}

export const zeros: Initializer = (shape) => filled(shape, () => 0);
export const ones: Initializer = (shape) => filled(shape, () => 1);

/** Uniform in ±√(6/(fanIn + fanOut)): Glorot & Bengio 2010. */
export function glorotUniform(fanIn: number, fanOut: number): Initializer {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return (shape, random) => filled(shape, () => limit * (2 * random.uniform() - 1));
}

/** Normal with deviation √(2/fanIn), for layers under a ReLU: He et al. 2015. */
export function heNormal(fanIn: number): Initializer {
  return normal(Math.sqrt(2 / fanIn));
}

export function normal(deviation: number): Initializer {
  return (shape, random) => filled(shape, () => deviation * random.normal());
}
