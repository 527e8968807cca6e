import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { readCutOff, readRecorded } from '../../testing/read-recorded.ts';
import { traceFile } from '../../testing/trace-of.ts';
import { encodeSafetensors, type TensorBytes } from '../checkpoints/safetensors-writer.ts';
import { moeScopeArrays } from './moe-scope-arrays.ts';

type Values = Int32Array | Int16Array | Uint8Array | Float32Array | BigInt64Array;

function tensor(name: string, shape: readonly number[], values: Values): TensorBytes {
  const dtypes = {
    Int32Array: 'I32',
    Int16Array: 'I16',
    Uint8Array: 'U8',
    Float32Array: 'F32',
    BigInt64Array: 'I64',
  };
  const dtype = dtypes[values.constructor.name as keyof typeof dtypes] as TensorBytes['dtype'];
  return { name, dtype, shape, bytes: new Uint8Array(values.buffer) };
}

const metadata = {
  format: 'moe-scope-trace',
  version: '1',
  experts: '4',
  classes: '["a", "b"]',
  order: 'weight',
};

function fileOf(tensors: readonly TensorBytes[], texts: Record<string, string> = metadata) {
  return traceFile('unknown', encodeSafetensors(tensors, texts));
}

/** Two tokens, two layers, two choices. */
const experts = tensor('experts', [2, 2, 2], Int16Array.of(0, 1, 2, 3, 3, 2, 1, 0));

describe('our own arrays', () => {
  it('are told by their metadata, or by what “experts” is', async () => {
    expect(await moeScopeArrays.recognises(fileOf([]))).toBe(true);
    expect(await moeScopeArrays.recognises(fileOf([experts], {}))).toBe(true);
    expect(
      await moeScopeArrays.recognises(fileOf([tensor('experts', [4], Int32Array.of(1, 2, 3, 4))], {})),
    ).toBe(false);
    expect(await moeScopeArrays.recognises(traceFile('a', new Uint8Array(9)))).toBe(false);
  });

  it('are choices of all layers at once', async () => {
    const { choices, facts, batches } = await readRecorded(moeScopeArrays, [
      fileOf([
        experts,
        tensor('weights', [2, 2, 2], Float32Array.of(1, 0, 0.5, 0.5, 0.75, 0.25, 1, 0)),
        tensor('layers', [2], BigInt64Array.of(1n, 5n)),
        tensor('token_ids', [2], Int32Array.of(70, 80)),
        tensor('labels', [2], Uint8Array.of(1, 0)),
        tensor('steps', [2], Int32Array.of(9, 9)),
      ]),
    ]);
    expect(facts).toEqual({ experts: 4, classes: ['a', 'b'], order: 'weight' });
    expect(batches).toEqual([[1, 5]]);
    const rest = { document: 0, step: 9 };
    expect(choices).toEqual([
      { ...rest, layer: 1, experts: [0, 1], weights: [1, 0], tokenId: 70, label: 1 },
      { ...rest, layer: 5, experts: [2, 3], weights: [0.5, 0.5], tokenId: 70, label: 1 },
      { ...rest, layer: 1, experts: [3, 2], weights: [0.75, 0.25], tokenId: 80, label: 0 },
      { ...rest, layer: 5, experts: [1, 0], weights: [1, 0], tokenId: 80, label: 0 },
    ]);
  });

  it('part where documents do', async () => {
    const { choices, batches } = await readRecorded(moeScopeArrays, [
      fileOf([experts, tensor('documents', [2], Int32Array.of(4, 7))]),
    ]);
    expect(batches).toHaveLength(2);
    expect(choices.map(({ document }) => document)).toEqual([4, 4, 7, 7]);
  });

  it('of any length are read run by run', async () => {
    const random = seededRandom(3);
    const ids = Int16Array.from({ length: 3_000_000 }, () => random.below(16));
    const file = fileOf([tensor('experts', [500_000, 3, 2], ids)]);
    const seen = new Int16Array(ids.length);
    let length = 0;
    const progress: number[] = [];
    const sink = {
      describe: () => undefined,
      tokens: (batch: { readonly ids: Int16Array }) => {
        seen.set(batch.ids, length);
        length += batch.ids.length;
      },
    };
    await moeScopeArrays.read([file], sink as never, {
      corrects: () => true,
      report: ({ readBytes }) => progress.push(readBytes),
    });
    expect(length).toBe(ids.length);
    expect(seen.findIndex((id, i) => id !== ids[i])).toBe(-1);
    expect(progress).toEqual([4_194_300, 6_000_000]);
  });

  it('may be counts, by step', async () => {
    const plain = await readRecorded(moeScopeArrays, [
      fileOf([
        tensor('counts', [2, 2], Int32Array.of(1, 2, 3, 4)),
        tensor('tokens', [2], Int32Array.of(3, 7)),
      ]),
    ]);
    expect(plain.counts.map(({ layer, counts, tokens, step }) => [layer, counts, tokens, step])).toEqual([
      [0, [1, 2], 3, null],
      [1, [3, 4], 7, null],
    ]);
    const steps = await readRecorded(moeScopeArrays, [
      fileOf([tensor('counts', [2, 1, 2], Float32Array.of(1, 2, 3, 4))]),
    ]);
    expect(steps.counts.map(({ layer, counts, tokens, step }) => [layer, counts, tokens, step])).toEqual([
      [0, [1, 2], null, 0],
      [0, [3, 4], null, 1],
    ]);
  });

  it.each([
    ['it has neither “experts” nor “counts”', []],
    ['“experts” is not [tokens, layers, k] of whole numbers', [tensor('experts', [2], Int32Array.of(1, 2))]],
    ['“weights” has not the shape of “experts”', [experts, tensor('weights', [1], Float32Array.of(1))]],
    ['“labels” is not [tokens] of whole numbers', [experts, tensor('labels', [1], Int32Array.of(1))]],
    [
      '“documents” is not [tokens] of whole numbers',
      [experts, tensor('documents', [2], Float32Array.of(1, 1))],
    ],
    ['“layers” has a number that no layer can have', [experts, tensor('layers', [2], Int32Array.of(0, -1))]],
    [
      '“counts” is not [layers, experts] or [steps, layers, experts]',
      [tensor('counts', [1], Int32Array.of(1))],
    ],
    [
      '“tokens” is not [layers]',
      [tensor('counts', [1, 1], Int32Array.of(1)), tensor('tokens', [2], Int32Array.of(1, 1))],
    ],
  ])('are refused where %s', async (detail, tensors) => {
    await expect(readRecorded(moeScopeArrays, [fileOf(tensors)])).rejects.toMatchObject({
      code: 'malformed',
      facts: { detail },
    });
  });

  it('without bytes have no tokens, and no arrays where they claim tokens without end', async () => {
    const empty = (tokens: number) => fileOf([tensor('experts', [tokens, 0, 8], Int16Array.of())]);
    expect((await readRecorded(moeScopeArrays, [empty(1000)])).choices).toEqual([]);
    await expect(readRecorded(moeScopeArrays, [empty(2 ** 40)])).rejects.toMatchObject({ code: 'malformed' });
  });

  it('of a later version are refused', async () => {
    const file = fileOf([experts], { ...metadata, version: '2' });
    await expect(readRecorded(moeScopeArrays, [file])).rejects.toMatchObject({ code: 'newer-version' });
  });

  it('cut off anywhere are not read', async () => {
    const bytes = encodeSafetensors([experts], metadata);
    const ends = await readCutOff(
      moeScopeArrays,
      bytes,
      Array.from({ length: bytes.length }, (_, i) => i),
    );
    expect(new Set(ends)).toEqual(new Set(['unknown']));
  });
});
