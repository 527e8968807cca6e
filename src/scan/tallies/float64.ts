/** Tally of 64-bit floats: count and sum by exponent and the upper 7 bits of the mantissa. */
import type { Tally } from '../tally.ts';
import { KeyCounts } from './key-counts.ts';
import { ValueCounts } from './value-counts.ts';

/** 11 bits of exponent and 7 of mantissa. */
const MAGNITUDES = 2 ** 18;
const KEY_SHIFT = 13;
const FIRST_NORMAL_KEY = 0x80;

const edges = Float64Array.from({ length: MAGNITUDES + 1 }, (_, key) => {
  const exponent = key >>> 7;
  const mantissa = (key & 0x7f) / 0x80;
  return exponent === 0 ? mantissa * 2 ** -1022 : (1 + mantissa) * 2 ** (exponent - 1023);
});

export function float64Tally(): Tally {
  const counts = new ValueCounts(edges, FIRST_NORMAL_KEY);

  function add(buffer: ArrayBuffer, byteOffset: number, elements: number): void {
    const values = new Float64Array(buffer, byteOffset, elements);
    const words = new Uint32Array(buffer, byteOffset, 2 * elements);
    for (let i = 0; i < elements; i++) {
      const magnitude = Math.abs(values[i]!);
      const upper = words[2 * i + 1]!;
      if (magnitude === 0) counts.addZeros(1, upper !== 0);
      else if (magnitude < Infinity) counts.add(magnitude, (upper & 0x7fffffff) >>> KEY_SHIFT, 1);
      else counts.addSpecial(magnitude, 1);
    }
  }

  return {
    add,
    take: (table) => counts.take(table as KeyCounts | null),
    newTable: () => new KeyCounts(edges),
  };
}
