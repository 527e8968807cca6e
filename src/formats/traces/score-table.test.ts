import { describe, expect, it } from 'vitest';
import { encodeSafetensors } from '../checkpoints/safetensors-writer.ts';
import { buildNpy, npyHeader } from '../../testing/npy-builder.ts';
import { readRecorded } from '../../testing/read-recorded.ts';
import { traceFile } from '../../testing/trace-of.ts';
import { scoreTable } from './score-table.ts';

function npy(values: readonly number[], shape: string, descr = '<f4') {
  const data = descr === '<f4' ? Float32Array.from(values) : Int32Array.from(values);
  const file = buildNpy(npyHeader(`'${descr}'`, shape), { data: new Uint8Array(data.buffer) });
  return traceFile('unknown', file);
}

function named(tables: Readonly<Record<string, readonly number[]>>) {
  const tensors = Object.entries(tables).map(([name, values]) => ({
    name,
    dtype: 'F32' as const,
    shape: [2, 2],
    bytes: new Uint8Array(Float32Array.from(values).buffer),
  }));
  return traceFile('unknown', encodeSafetensors(tensors));
}

describe('a plain table', () => {
  it('of whole numbers is one of counts, whatever their type', async () => {
    for (const descr of ['<f4', '<i4']) {
      const { counts, scores } = await readRecorded(scoreTable, [npy([1, 2, 3, 0], '(2, 2)', descr)]);
      expect(counts.map(({ layer, counts: row }) => [layer, row])).toEqual([
        [0, [1, 2]],
        [1, [3, 0]],
      ]);
      expect(scores).toEqual([]);
    }
  });

  it('of fractions is one of scores', async () => {
    const { counts, scores } = await readRecorded(scoreTable, [npy([0.5, 2, 3, 0], '(2, 2)')]);
    expect(counts).toEqual([]);
    expect(scores.map(({ table, layer, values }) => [table, layer, values])).toEqual([
      ['scores', 0, [0.5, 2]],
      ['scores', 1, [3, 0]],
    ]);
  });

  it('of zeros and ones is a mask, and no counts', async () => {
    const { counts, scores } = await readRecorded(scoreTable, [npy([1, 0, 0, 1], '(2, 2)')]);
    expect([counts.length, scores.length]).toEqual([0, 2]);
  });

  it('that is named after a score may have negative numbers', async () => {
    const file = named({ saliency: [-1, 2, 3, 4], ean_norm: [1, 2, 3, 4.5] });
    expect(await scoreTable.recognises(file)).toBe(true);
    const { scores } = await readRecorded(scoreTable, [file]);
    expect(scores.map(({ table }) => table)).toEqual(['ean_norm', 'ean_norm', 'saliency', 'saliency']);
  });

  it('beside others is the counts if it is named after them', async () => {
    const { counts, scores } = await readRecorded(scoreTable, [
      named({ ean_mean: [1, 2, 3, 4], expert_frequency: [7, 0, 2, 5] }),
    ]);
    expect(counts.map(({ counts: row }) => row)).toEqual([
      [7, 0],
      [2, 5],
    ]);
    expect(scores.map(({ table }) => table)).toEqual(['ean_mean', 'ean_mean']);
  });

  it.each([
    ['a matrix with negative numbers', npy([-1, 2, 3, 4], '(2, 2)')],
    ['a matrix with negative numbers and a name', named({ kernel: [-1, 2, 3, 4] })],
    ['numbers that are none', npy([NaN, 2, 3, 4], '(2, 2)')],
    ['a vector', npy([1, 2, 3, 4], '(4,)')],
    ['a column', npy([1, 2, 3, 4], '(4, 1)')],
    ['no layers', npy([], '(0, 2)')],
    ['a matrix as large as weights', npy(new Array<number>(4096).fill(1), '(1, 4096)')],
    ['fractions with a third axis', npy([0.5, 1, 1, 1], '(1, 2, 2)')],
  ])('is told from %s', async (_, file) => {
    expect(await scoreTable.recognises(file)).toBe(false);
  });
});
