/** Arrays as NumPy wrote them, in every order of bytes and axes: their numbers, all at once and some rows at a time. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Dtype } from '../../../core/dtype.ts';
import { traceFile } from '../../../testing/trace-of.ts';
import { lookNpy, lookNpz } from './arrays.ts';
import { decodeNumbers, idsOf, isReadable } from './numbers.ts';
import type { TraceArray } from './trace-array.ts';

const folder = join(import.meta.dirname, '../../checkpoints/fixtures/numpy');

interface Golden {
  readonly tensors: readonly {
    readonly name: string;
    readonly dtype: Dtype;
    readonly shape: readonly number[];
    readonly base64: string;
    readonly undrawn?: string;
  }[];
}

const goldens = readdirSync(folder)
  .filter((name) => name.endsWith('.golden.json'))
  .map((name) => name.replace('.golden.json', ''));

async function arraysOf(name: string): Promise<TraceArray[]> {
  const file = traceFile(name, new Uint8Array(readFileSync(join(folder, name))));
  const array = await lookNpy(file);
  return array ? [array] : [...((await lookNpz(file))?.arrays.values() ?? [])];
}

describe.each(goldens)('%s', (name) => {
  const { tensors } = JSON.parse(readFileSync(join(folder, `${name}.golden.json`), 'utf8')) as Golden;
  const expected = tensors
    .filter(({ dtype, undrawn }) => isReadable(dtype) && undrawn === undefined)
    .map(({ dtype, shape, base64 }) => ({
      shape,
      values: [...decodeNumbers(new Uint8Array(Buffer.from(base64, 'base64')), { dtype })],
    }));

  it('has the numbers that were written', async () => {
    const arrays = await arraysOf(name);
    const read = await Promise.all(
      arrays.map(async (array) => ({ shape: array.shape, values: [...(await array.read())] })),
    );
    expect(read).toEqual(expected);
  });

  it('has them in any range of rows, and in chunks', async () => {
    for (const [i, array] of (await arraysOf(name)).entries()) {
      const { values } = expected[i]!;
      const chunks: number[] = [];
      for await (const chunk of array.chunks({})) chunks.push(...chunk.values);
      expect(chunks).toEqual(values);
      for (let first = 0; array.shape.length > 0 && first < array.rows; first++) {
        const rows = await array.read({ first, end: array.rows });
        expect([...rows]).toEqual(values.slice(first * array.rowElements));
      }
    }
  });
});

describe('numbers', () => {
  const bytes = (...list: readonly number[]) => Uint8Array.from(list);

  it.each<[Dtype, Uint8Array, number]>([
    ['I64', bytes(254, 255, 255, 255, 255, 255, 255, 255), -2],
    ['I64', bytes(1, 0, 0, 0, 2, 0, 0, 0), 2 ** 33 + 1],
    ['U64', bytes(0, 0, 0, 0, 0, 0, 0, 128), 2 ** 63],
    ['BOOL', bytes(1), 1],
    ['I8', bytes(255), -1],
    ['U16', bytes(255, 255), 65_535],
    ['F16', bytes(0, 60), 1],
    ['BF16', bytes(128, 191), -1],
    ['F8_E4M3', bytes(56), 1],
  ])('of %s are read from their bytes', (dtype, encoded, value) => {
    expect([...decodeNumbers(encoded, { dtype })]).toEqual([value]);
    const backwards = decodeNumbers(encoded.slice().reverse(), { dtype, isBigEndian: true });
    expect([...backwards]).toEqual([value]);
  });

  it('that no id can be become the largest number', () => {
    const largest = 2 ** 31 - 1;
    expect([...idsOf(Float64Array.of(-1, 7, 2 ** 40, 0.5, NaN))]).toEqual([-1, 7, largest, largest, largest]);
  });
});
