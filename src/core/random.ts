/**
 * Seeded pseudo-random numbers: xoshiro128** (Blackman & Vigna, "Scrambled Linear Pseudorandom Number
 * Generators", 2018), seeded by SplitMix32. The same seed gives the same stream in every browser and in Node.
 */
export interface Random {
  /** Uniform in [0, 1) with 32 random bits. */
  uniform(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
  /** Standard normal deviate (Box–Muller). */
  normal(): number;
}

export function seededRandom(seed: number): Random {
  const s = splitMix(seed);
  let spare: number | null = null;

  function next(): number {
    const result = Math.imul(rotateLeft(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotateLeft(s[3]!, 11);
    return result;
  }

  function uniform(): number {
    return next() / 2 ** 32;
  }

  function normal(): number {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  return { uniform, below: (bound) => Math.floor(uniform() * bound), normal };
}

/**
 * A seed of one of the many streams that a single seed stands for (the epochs of a run, the splits of a dataset):
 * each can be begun on its own, without drawing the ones before it. Mixed as lowbias32 (Wellons, 2018) does.
 */
export function seedOfStream(seed: number, stream: number): number {
  let z = (seed ^ Math.imul(stream + 1, 0x9e3779b1)) >>> 0;
  z = Math.imul(z ^ (z >>> 16), 0x7feb352d);
  z = Math.imul(z ^ (z >>> 15), 0x846ca68b);
  return (z ^ (z >>> 16)) >>> 0;
}

/** Fisher–Yates: a permutation of 0 … length − 1. */
export function shuffledIndices(length: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}

function rotateLeft(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}

/** SplitMix32 spreads a small seed over the 128 bits of state, never all zero. */
function splitMix(seed: number): Uint32Array {
  let state = seed >>> 0;
  const out = new Uint32Array(4);
  for (let i = 0; i < 4; i++) {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    out[i] = (z ^ (z >>> 16)) >>> 0;
  }
  if (out.every((x) => x === 0)) out[0] = 1;
  return out;
}
