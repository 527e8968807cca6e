/**
 * The weights of `scripts/goldens/sketch.py`, bit for bit: drawn from an integer hash, by nothing but operations that
 * IEEE 754 rounds exactly (+ − × ÷ √), so that NumPy and JavaScript agree and no data need be stored.
 */
import type { Dtype } from '../core/dtype.ts';

/** Draws the weight of one position. */
interface Draw {
  /** 32 bits of a stream (Wellons' lowbias32). */
  readonly bits: (stream: number) => number;
  /** In (0, 1), exactly. */
  readonly uniform: (stream: number) => number;
  /** Marsaglia's polar method; each further attempt has two streams of its own. */
  readonly normal: (stream?: number) => number;
  /** −1 or 1. */
  readonly sign: (stream: number) => number;
}

function drawAt(position: number, seed: number): Draw {
  function bits(stream: number): number {
    let x = Math.imul(position, 0x9e3779b1) + Math.imul(seed, 0x85ebca77) + Math.imul(stream, 0xc2b2ae3d);
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
    return (x ^ (x >>> 16)) >>> 0;
  }

  function uniform(stream: number): number {
    return (bits(stream) + 0.5) / 2 ** 32;
  }

  function normal(stream = 0): number {
    for (let attempt = 0; ; attempt++) {
      const u = 2 * uniform(stream + 2 * attempt) - 1;
      const v = 2 * uniform(stream + 2 * attempt + 1) - 1;
      const s = u * u + v * v;
      if (s < 1) return u * Math.sqrt((-2 * log(s)) / s);
    }
  }

  return { bits, uniform, normal, sign: (stream) => ((bits(stream) & 1) === 1 ? -1 : 1) };
}

/** 2 artanh((m − 1)/(m + 1)) + e ln 2 for x = m 2^e, √½ ≤ m < √2. */
function log(x: number): number {
  let [m, e] = [x, 0];
  while (m < 0.7071067811865476) [m, e] = [m * 2, e - 1];
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let series = 0;
  for (let k = 21; k > 0; k -= 2) series = series * square + 1 / k;
  return 2 * s * series + e * 0.6931471805599453;
}

/** Taylor's series of x/64, squared six times. */
function exp(x: number): number {
  const y = x / 64;
  let series = 1;
  for (let k = 14; k > 0; k--) series = (series * y) / k + 1;
  for (let i = 0; i < 6; i++) series *= series;
  return series;
}

const few = [NaN, Infinity, -Infinity, 0, -0, 1e-40, -3e-42, 2 ** -24, -(2 ** -15)];

const distributions: Record<string, (draw: Draw) => number> = {
  gaussian: ({ normal }) => 0.02 * normal(),
  'student-t3': ({ normal }) => {
    const [a, b, c] = [normal(300), normal(400), normal(500)];
    return (0.02 * normal()) / Math.sqrt((a * a + b * b + c * c) / 3);
  },
  uniform: ({ uniform }) => 2 * uniform(0) - 1,
  laplace: ({ sign, uniform }) => sign(1) * -log(uniform(0)),
  lognormal: ({ sign, normal }) => sign(200) * exp(normal()),
  'half-pruned': ({ normal, bits }) => normal() * (bits(200) & 1),
  outliers: ({ bits, normal }) => (bits(200) % 200 === 0 ? 50 : 1) * (0.02 * normal()),
  'two-values': ({ sign, uniform }) => sign(1) * (uniform(0) < 0.3 ? 0.75 : 0.03125),
  'int4-grid': ({ bits }) => ((bits(0) % 16) - 8) * 0.01171875,
  'int8-grid': ({ normal }) => Math.min(127, Math.max(-127, Math.floor(40 * normal() + 0.5))) * 0.001953125,
  specials: ({ bits, normal }) => (bits(200) % 20 === 0 ? few[bits(201) % few.length]! : 0.02 * normal()),
  zeros: ({ sign }) => sign(0) * 0,
  single: () => -0.3125,
};

export function goldenWeights(
  distribution: string,
  { weights, seed }: { weights: number; seed: number },
): number[] {
  const draw = distributions[distribution];
  const length = draw === undefined ? 0 : distribution === 'single' ? 1 : weights;
  return Array.from({ length }, (_, position) => draw!(drawAt(position, seed)));
}

interface SmallFloat {
  readonly mantissaBits: number;
  readonly exponentBits: number;
}

const smallFloats: Partial<Record<Dtype, SmallFloat>> = {
  F16: { mantissaBits: 10, exponentBits: 5 },
  BF16: { mantissaBits: 7, exponentBits: 8 },
  F8_E4M3: { mantissaBits: 3, exponentBits: 4 },
};

/** The weights as a file would hold them, rounded to nearest, ties to even. */
export function encodeWeights(weights: readonly number[], dtype: Dtype): ArrayBuffer {
  if (dtype === 'F64') return Float64Array.from(weights).buffer;
  if (dtype === 'F32') return Float32Array.from(weights).buffer;
  const codes = weights.map((weight) => codeOf(weight, smallFloats[dtype]!));
  return (dtype === 'F8_E4M3' ? Uint8Array.from(codes) : Uint16Array.from(codes)).buffer;
}

function codeOf(weight: number, { mantissaBits, exponentBits }: SmallFloat): number {
  const sign = weight < 0 || Object.is(weight, -0) ? 2 ** (mantissaBits + exponentBits) : 0;
  const infinity = (2 ** exponentBits - 1) * 2 ** mantissaBits;
  if (Number.isNaN(weight)) return infinity + 1;
  if (!Number.isFinite(weight)) return sign + infinity;
  const bias = 2 ** (exponentBits - 1) - 1;
  const magnitude = Math.abs(weight);
  const exponent = Math.max(magnitude === 0 ? -Infinity : exponentOf(magnitude), 1 - bias);
  // in units of the last place; a carry into the next exponent comes out right by itself
  const units = roundEven(magnitude / 2 ** (exponent - mantissaBits));
  return sign + (exponent + bias - 1) * 2 ** mantissaBits + units;
}

function exponentOf(magnitude: number): number {
  let exponent = Math.floor(Math.log2(magnitude));
  while (2 ** exponent > magnitude) exponent--;
  while (2 ** (exponent + 1) <= magnitude) exponent++;
  return exponent;
}

function roundEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}
