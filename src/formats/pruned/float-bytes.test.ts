import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodingOf } from '../../core/decode.ts';
import { decodeFloats, encodeFloats } from './float-bytes.ts';

const halves = ['F16', 'BF16'] as const;

const codeOf = (value: number, dtype: (typeof halves)[number]) =>
  new Uint16Array(encodeFloats(Float64Array.of(value), dtype).buffer)[0]!;

describe.each(halves)('%s', (dtype) => {
  const { values, magnitudes } = decodingOf(dtype);

  it('comes out as it went in, every code of a number', () => {
    const numbers = Uint16Array.from(values.keys()).filter((code) => !Number.isNaN(values[code]!));
    const bytes = new Uint8Array(numbers.buffer);
    expect(Buffer.compare(encodeFloats(decodeFloats(bytes, dtype), dtype), bytes)).toBe(0);
    expect(values[codeOf(NaN, dtype)]).toBeNaN();
  });

  it('takes the nearest of two neighbours, and of halves the even code', () => {
    const finite = fc.integer({ min: 0, max: magnitudes - 2 }).filter((code) => values[code + 1]! < Infinity);
    fc.assert(
      fc.property(finite, fc.double({ min: 0, max: 1, noNaN: true }), (code, share) => {
        const [low, high] = [values[code]!, values[code + 1]!];
        const middle = (low + high) / 2;
        expect(codeOf(middle, dtype) % 2).toBe(0);
        const value = low + share * (high - low);
        if (value !== middle) expect(codeOf(value, dtype)).toBe(value < middle ? code : code + 1);
        expect(codeOf(-value, dtype)).toBe(codeOf(value, dtype) + magnitudes);
      }),
      { seed: 11, numRuns: 2000 },
    );
  });

  it('has no code beyond infinity', () => {
    for (const large of [1e300, Infinity]) expect(values[codeOf(large, dtype)]).toBe(Infinity);
  });
});

it('is rounded once: a double that lies above a half by less than an F32 tells', () => {
  const justAbove = 1 + 2 ** -8 + 2 ** -40;
  expect(decodingOf('BF16').values[codeOf(justAbove, 'BF16')]).toBe(1 + 2 ** -7);
  expect(decodingOf('BF16').values[codeOf(Math.fround(justAbove), 'BF16')]).toBe(1);
});

it.each(['F64', 'F32'] as const)('%s are themselves, wherever their bytes begin', (dtype) => {
  const values = Float64Array.of(0.5, -0, 3, Infinity);
  const bytes = new Uint8Array([9, ...encodeFloats(values, dtype)]).subarray(1);
  expect(decodeFloats(bytes, dtype)).toEqual(values);
});
