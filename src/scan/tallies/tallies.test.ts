import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodingOf, type CodedDtype } from '../../core/decode.ts';
import type { Dtype } from '../../core/dtype.ts';
import { EXACT_LIMIT } from '../../core/sketch/levels.ts';
import { mergeSketches, type Sketch } from '../../core/sketch/sketch.ts';
import { seededRandom } from '../../core/random.ts';
import { tallyFor } from './index.ts';

const coded = [
  'F16',
  'BF16',
  'F8_E4M3',
  'F8_E5M2',
  'F8_E4M3FNUZ',
  'F8_E5M2FNUZ',
  'F6_E2M3',
  'F6_E3M2',
  'F4',
] as const;

/** Bytes of the values as the tally expects them, and the values themselves after rounding to the dtype. */
function encode(dtype: Dtype, values: readonly number[]): { buffer: ArrayBuffer; values: number[] } {
  if (dtype === 'F64') {
    const array = Float64Array.from(values);
    return { buffer: array.buffer, values: [...array] };
  }
  if (dtype === 'F32') {
    const array = Float32Array.from(values);
    return { buffer: array.buffer, values: [...array] };
  }
  const decoding = decodingOf(dtype as CodedDtype);
  const codes = values.map((value) => nearestCode(decoding.values, value));
  const array = decoding.magnitudes > 128 ? Uint16Array.from(codes) : Uint8Array.from(codes);
  return { buffer: array.buffer, values: codes.map((code) => decoding.values[code]!) };
}

const sortedCodes = new Map<Float64Array, { code: number; value: number }[]>();

function nearestCode(table: Float64Array, value: number): number {
  let sorted = sortedCodes.get(table);
  if (sorted === undefined) {
    sorted = [...table]
      .map((v, code) => ({ code, value: v }))
      .filter((entry) => Number.isFinite(entry.value));
    sorted.sort((a, b) => a.value - b.value);
    sortedCodes.set(table, sorted);
  }
  if (!Number.isFinite(value)) {
    const special = [...table].findIndex(
      (v) => Object.is(v, value) || (Number.isNaN(v) && Number.isNaN(value)),
    );
    return Math.max(0, special);
  }
  if (Object.is(value, -0))
    return Math.max(
      0,
      [...table].findIndex((v) => Object.is(v, -0)),
    );
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (sorted[mid]!.value < value) low = mid + 1;
    else high = mid;
  }
  return sorted[low]!.code;
}

function sketchOf(dtype: Dtype, values: readonly number[]): { sketch: Sketch; values: number[] } {
  const tally = tallyFor(dtype)!;
  const encoded = encode(dtype, values);
  tally.add(encoded.buffer, 0, values.length);
  return { sketch: tally.take(null), values: encoded.values };
}

function expectTotals(sketch: Sketch, values: readonly number[]): void {
  const finite = values.filter(Number.isFinite);
  const { totals, levels } = sketch;
  expect(totals.count).toBe(values.length);
  expect(totals.nan).toBe(values.filter(Number.isNaN).length);
  expect(totals.infinite).toBe(values.filter((v) => Math.abs(v) === Infinity).length);
  expect(totals.zeros).toBe(values.filter((v) => v === 0).length);
  expect(totals.negativeZeros).toBe(values.filter((v) => Object.is(v, -0)).length);
  expect(totals.maxAbs).toBe(finite.reduce((max, v) => Math.max(max, Math.abs(v)), 0));
  expect(
    relative(
      totals.l1,
      finite.reduce((sum, v) => sum + Math.abs(v), 0),
    ),
  ).toBeLessThan(1e-12);
  expect(
    relative(
      totals.sumSquares,
      finite.reduce((sum, v) => sum + v * v, 0),
    ),
  ).toBeLessThan(1e-12);
  expect(levels.count.reduce((sum, c) => sum + c, 0)).toBe(finite.filter((v) => v !== 0).length);
}

function relative(a: number, b: number): number {
  return a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
}

const special = fc.constantFrom(
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  1e-45,
  -1e-40,
  3e-39,
  1,
  -1,
  0.5,
  65504,
  6e-8,
  1e-310,
);
const arbitraryValues = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.double({ min: -8, max: 8, noNaN: true }) },
    { weight: 1, arbitrary: special },
  ),
  { maxLength: 600 },
);

describe('tallies count what a plain loop counts', () => {
  for (const dtype of ['F64', 'F32', ...coded] as const) {
    it(dtype, () => {
      fc.assert(
        fc.property(arbitraryValues, (given) => {
          const { sketch, values } = sketchOf(dtype, given);
          expectTotals(sketch, values);
        }),
        { seed: 7, numRuns: 60 },
      );
    });
  }
});

describe('merge of parts = sketch of the whole', () => {
  for (const dtype of ['F64', 'F32', 'BF16', 'F16', 'F8_E4M3'] as const) {
    it(dtype, () => {
      fc.assert(
        fc.property(arbitraryValues, fc.nat(), fc.constantFrom(1, 40), (given, cutSeed, repeat) => {
          const values = Array.from({ length: repeat }, (_, i) => given.map((v) => v * (1 + i / 7))).flat();
          const cut = values.length === 0 ? 0 : cutSeed % values.length;
          const whole = sketchOf(dtype, values).sketch;
          const merged = mergeSketches([
            sketchOf(dtype, values.slice(cut)).sketch,
            sketchOf(dtype, values.slice(0, cut)).sketch,
          ]);
          expect(merged.levels.binsPerOctave).toBe(
            whole.levels.mean.length === 0 ? null : whole.levels.binsPerOctave,
          );
          expect([...merged.levels.count]).toEqual([...whole.levels.count]);
          merged.levels.mean.forEach((m, i) =>
            expect(relative(m, whole.levels.mean[i]!)).toBeLessThan(1e-12),
          );
          expect(relative(merged.totals.l1, whole.totals.l1)).toBeLessThan(1e-12);
          expect({ ...merged.totals, l1: 0, sumSquares: 0 }).toEqual({
            ...whole.totals,
            l1: 0,
            sumSquares: 0,
          });
        }),
        { seed: 11, numRuns: 60 },
      );
    });
  }
});

describe('a part in pieces', () => {
  it('counts the same at every alignment and piece length', () => {
    const random = seededRandom(3);
    const words = Uint16Array.from({ length: 5000 }, () => random.below(65536));
    const whole = tallyFor('BF16')!;
    whole.add(words.buffer, 0, words.length);
    const expected = whole.take(null);
    for (const start of [0, 1, 2, 3]) {
      const shifted = new Uint16Array(words.length + start);
      shifted.set(words, start);
      const tally = tallyFor('BF16')!;
      for (let at = 0; at < words.length;) {
        const length = Math.min(1 + random.below(700), words.length - at);
        tally.add(shifted.buffer, 2 * (start + at), length);
        at += length;
      }
      expect(tally.take(null)).toEqual(expected);
    }
  });

  it('keeps the packed sums apart for a million equal values with all lower bits set', () => {
    const n = 2 ** 20 + 17;
    const words = new Uint32Array(n).fill(0x3f80ffff);
    // 400 other magnitudes first, so that values are packed and not counted one by one
    for (let i = 0; i < 400; i++) words[i] = 0x3f000000 + i * 1024;
    const tally = tallyFor('F32')!;
    tally.add(words.buffer, 0, n);
    const { totals, levels } = tally.take(null);
    const values = new Float32Array(words.buffer);
    expect(levels.binsPerOctave).toBe(8);
    expect(
      relative(
        totals.l1,
        values.reduce((sum, v) => sum + v, 0),
      ),
    ).toBeLessThan(1e-12);
    const at = levels.mean.findIndex((m) => m > 1);
    expect(levels.count[at]).toBe(n - 400);
    expect(levels.mean[at]).toBe(Math.fround(values[n - 1]!));
  });

  it('starts afresh after take', () => {
    for (const dtype of ['F64', 'F32', 'BF16', 'F8_E5M2'] as const) {
      const tally = tallyFor(dtype)!;
      const a = encode(
        dtype,
        Array.from({ length: 999 }, (_, i) => Math.sin(i) * 2 ** (i % 9)),
      );
      const b = encode(dtype, [0, -0, 3, NaN]);
      tally.add(a.buffer, 0, 999);
      tally.take(null);
      tally.add(b.buffer, 0, 4);
      expectTotals(tally.take(null), b.values);
    }
  });
});

describe('few distinct magnitudes', () => {
  it('are kept exactly up to the limit, for every dtype', () => {
    const grid = (n: number) =>
      Array.from({ length: 20 * n }, (_, i) => ((i % n) + 1) * 0.0078125 * (i % 2 ? 1 : -1));
    for (const dtype of ['F64', 'F32', 'F16'] as const) {
      expect(sketchOf(dtype, grid(EXACT_LIMIT)).sketch.levels.binsPerOctave).toBe(null);
      expect(sketchOf(dtype, grid(EXACT_LIMIT + 1)).sketch.levels.binsPerOctave).toBe(8);
    }
    expect(sketchOf('F32', grid(100)).sketch.levels.count).toEqual(new Float64Array(100).fill(20));
  });
});

describe('full tables', () => {
  it('hold the parts that were given to them, and only those', () => {
    for (const dtype of ['F64', 'F32', 'BF16', 'F16', 'F8_E4M3'] as const) {
      const tally = tallyFor(dtype)!;
      const table = tally.newTable();
      const random = seededRandom(5);
      const parts = [0, 1, 2].map(() =>
        encode(
          dtype,
          Array.from({ length: 3000 }, () => random.normal()),
        ),
      );
      parts.forEach(({ buffer }, i) => {
        tally.add(buffer, 0, 3000);
        tally.take(i === 1 ? null : table);
      });
      const values = [...parts[0]!.values, ...parts[2]!.values].filter((v) => v !== 0);
      const levels = table.levels();
      expect(levels.count.reduce((a, b) => a + b, 0)).toBe(values.length);
      const mass = levels.mean.reduce((sum, m, i) => sum + m * levels.count[i]!, 0);
      expect(
        relative(
          mass,
          values.reduce((sum, v) => sum + Math.abs(v), 0),
        ),
      ).toBeLessThan(1e-12);
      expect(levels.binsPerOctave).toBe(dtype === 'F64' || dtype === 'F32' ? 128 : null);
    }
  });
});
