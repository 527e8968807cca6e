/** Real files are among the fixtures of traces; here are pieces that lie about themselves. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../../core/fault.ts';
import { seededRandom } from '../../../core/random.ts';
import { mutate } from '../../../testing/mutations.ts';
import { traceFile } from '../../../testing/trace-of.ts';
import { lookParquet, parquetRows, readParquet } from './parquet.ts';
import { readLevels, readPlain, readRuns } from './parquet-values.ts';

const fixture = new Uint8Array(
  readFileSync(new URL('../fixtures/flame-moe/iter_0540/layer_03.parquet', import.meta.url)),
);

describe('runs of values', () => {
  it('are of one value, or side by side in few bits', () => {
    // five times 3; then eight values of three bits, 0 to 7 (the example of the specification)
    const bytes = Uint8Array.of(0x0a, 3, 0x03, 0x88, 0xc6, 0xfa);
    expect([...readRuns(bytes, { bitWidth: 3, count: 13 })]).toEqual([3, 3, 3, 3, 3, 0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('may end before their last group does', () => {
    expect([...readRuns(Uint8Array.of(0x03, 0x88, 0xc6), { bitWidth: 3, count: 5 })]).toEqual([
      0, 1, 2, 3, 4,
    ]);
  });

  it('of no bits are zeros', () => {
    expect([...readRuns(new Uint8Array(0), { bitWidth: 0, count: 3 })]).toEqual([0, 0, 0]);
  });

  it('are never longer than what was asked for, whatever they claim', () => {
    const billion = Uint8Array.of(0xfe, 0xff, 0xff, 0x7f, 9);
    expect([...readRuns(billion, { bitWidth: 4, count: 2 })]).toEqual([9, 9]);
  });

  it.each([
    ['end early', Uint8Array.of(0x0a)],
    ['are of nothing', Uint8Array.of(0x00, 0x00)],
    ['have a length without end', Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff)],
    ['are not there', new Uint8Array(0)],
  ])('are refused where they %s', (_, bytes) => {
    expect(() => readRuns(bytes, { bitWidth: 3, count: 9 })).toThrow(Error);
  });

  it('are levels where there are any', () => {
    expect(readLevels(new Uint8Array(0), { max: 0, count: 9 })).toBeNull();
    expect([...readLevels(Uint8Array.of(0x06, 1), { max: 1, count: 3 })!]).toEqual([1, 1, 1]);
  });
});

describe('plain values', () => {
  it('are numbers of their type', () => {
    const element = (type: 'INT32' | 'DOUBLE') => ({ type, name: 'x' });
    const bytes = new Uint8Array(Int32Array.of(7, -2).buffer);
    expect([...readPlain(bytes, element('INT32'), 2)]).toEqual([7, -2]);
    expect(() => readPlain(bytes, element('INT32'), 3)).toThrow('fewer');
    expect(() => readPlain(bytes, { type: 'BYTE_ARRAY', name: 'x' }, 1)).toThrow('no numbers');
  });
});

async function readAll(bytes: Uint8Array): Promise<number> {
  const file = traceFile('a.parquet', bytes);
  const parquet = await readParquet(file);
  let rows = 0;
  for (const column of parquet?.columns.values() ?? []) {
    for await (const piece of parquetRows(file, column)) rows += piece.rows;
  }
  return rows;
}

describe('a file', () => {
  it('is read column by column', async () => {
    expect(await readAll(fixture)).toBe(600);
    const parquet = await lookParquet(traceFile('a', fixture));
    expect([...parquet!.columns.values()].map(({ name, isList, type }) => [name, isList, type])).toEqual([
      ['scores', true, 'float'],
      ['indices', true, 'integer'],
    ]);
  });

  it('of anything else is none', async () => {
    expect(await lookParquet(traceFile('a', new TextEncoder().encode('PAR2 and more')))).toBeNull();
    expect(await lookParquet(traceFile('a', new TextEncoder().encode('PAR1 and no more')))).toBeNull();
  });

  it('with a footer beyond all measure is refused before it is read', async () => {
    const tail = new Uint8Array(
      [...Uint32Array.of(5_000_000)].flatMap((n) => [n & 255, (n >> 8) & 255, n >> 16, 0]),
    );
    const bytes = new Uint8Array([...fixture.subarray(0, 100), ...tail, 0x50, 0x41, 0x52, 0x31]);
    await expect(readParquet(traceFile('a', bytes))).rejects.toMatchObject({ code: 'over-limit' });
  });

  it('damaged in any way ends in rows or in a fault, and soon', { timeout: 60_000 }, async () => {
    const random = seededRandom(9);
    const ends = { rows: 0, faults: 0 };
    for (let turn = 0; turn < 600; turn++) {
      try {
        expect(await readAll(mutate(fixture, random, fixture))).toBeLessThan(100_000);
        ends.rows++;
      } catch (error) {
        if (!(error instanceof Fault)) throw new Error(`mutant ${turn}`, { cause: error });
        ends.faults++;
      }
    }
    expect(ends.rows).toBeGreaterThan(50);
    expect(ends.faults).toBeGreaterThan(50);
  });
});
