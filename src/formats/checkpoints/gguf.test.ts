import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blockDecoders, isBlocked } from '../../core/ggml/block-types.ts';
import { decodingOf } from '../../core/decode.ts';
import { elementCount, type TensorEntry } from '../../core/tensor.ts';
import { countingSource, noReads } from '../../testing/counting-source.ts';
import { expectSense } from '../../testing/expect-sense.ts';
import { faultOf } from '../../testing/fault-of.ts';
import { ggufFile, GgufWriter, type GgufSpec } from '../../testing/gguf-builder.ts';
import { bytesFile } from '../../testing/safetensors-files.ts';
import { sharedFixture } from '../../testing/shared.ts';
import type { FileContents } from '../format.ts';
import { bytesSource } from '../sources/bytes-source.ts';
import { gguf } from './gguf.ts';

async function read(bytes: Uint8Array): Promise<FileContents> {
  const contents = await gguf.read(bytesFile('model.gguf', bytes), bytesSource('model.gguf', bytes));
  expectSense(contents);
  return contents;
}

function faultOfFile(spec: GgufSpec) {
  return faultOf(() => read(ggufFile(spec)));
}

const f32 = (...values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer);

const small: GgufSpec = {
  settings: {
    'general.architecture': 'qwen2moe',
    'general.name': 'tiny',
    'qwen2moe.expert_count': 4,
    'qwen2moe.rope.scale': 0.25,
    'tokenizer.ggml.tokens': ['a', 'b', 'ccc'],
    'qwen2moe.heads': [1, 2],
    'tokenizer.ggml.add_bos': true,
  },
  tensors: [
    { name: 'a.weight', type: 'F32', sizes: [3, 2], bytes: f32(1, 2, 3, 4, 5, 6) },
    { name: 'b.weight', type: 'Q8_0', sizes: [32], bytes: new Uint8Array(34).fill(1) },
    { name: 'c', type: 'F16', sizes: [], bytes: Uint8Array.of(0, 60) },
  ],
};

describe('a GGUF file', () => {
  it('gives its tensors outermost axis first, and its settings by their own keys', async () => {
    const { tensors, config, metadata } = await read(ggufFile(small));
    expect(tensors.map(({ name, dtype, shape, byteLength }) => [name, dtype, shape, byteLength])).toEqual([
      ['a.weight', 'F32', [2, 3], 24],
      ['b.weight', 'Q8_0', [32], 34],
      ['c', 'F16', [], 2],
    ]);
    expect(config).toMatchObject({
      'general.architecture': 'qwen2moe',
      'qwen2moe.expert_count': 4,
      'qwen2moe.rope.scale': 0.25,
      'qwen2moe.heads': [1, 2],
      'tokenizer.ggml.add_bos': true,
    });
    expect(metadata['tokenizer.ggml.tokens']).toBe('3 entries');
  });

  it.each([
    ['version 1', { version: 1 }],
    ['version 2', { version: 2 }],
    ['big-endian', { isBigEndian: true }],
    ['big-endian, marked at its start', { isBigEndian: true, magic: 'FUGG' }],
    ['with another alignment', { alignment: 256 }],
  ])('is read the same %s', async (_, change) => {
    const bytes = ggufFile({ ...small, ...change });
    const [first, second, third] = (await read(bytes)).tensors;
    expect([first!.shape, second!.shape, third!.shape]).toEqual([[2, 3], [32], []]);
    const isBig = 'isBigEndian' in change;
    expect(first!.byteOrder).toBe(isBig ? 'big' : undefined);
    expect([...bytes.subarray(first!.startByte, first!.startByte + 24)]).toEqual([...f32(1, 2, 3, 4, 5, 6)]);
    expect(second!.startByte % (('alignment' in change && change.alignment) || 32)).toBe(0);
  });

  it('of a type unknown here is listed, and the rest is read', async () => {
    const { tensors } = await read(
      ggufFile({
        tensors: [
          { name: 'new', type: 99, sizes: [64], bytes: new Uint8Array(50) },
          { name: 'old', type: 'F32', sizes: [1], bytes: f32(7) },
        ],
      }),
    );
    expect(tensors).toMatchObject([
      { name: 'new', shape: [64], byteLength: 64, undrawn: 'unknown-dtype' },
      { name: 'old', dtype: 'F32', byteLength: 4 },
    ]);
  });

  it('in big-endian blocks that no tool writes is listed, not guessed', async () => {
    const sizes = [256];
    const { tensors } = await read(
      ggufFile({
        isBigEndian: true,
        tensors: [
          { name: 'known', type: 'Q4_K', sizes, bytes: new Uint8Array(144) },
          { name: 'unknown', type: 'IQ2_XS', sizes, bytes: new Uint8Array(74) },
        ],
      }),
    );
    expect(tensors.map(({ undrawn }) => undrawn)).toEqual([undefined, 'quantised']);
  });

  it('with the tokens of a large vocabulary is read in a few reads, and none of its data', async () => {
    const tokens = Array.from({ length: 150_000 }, (_, i) => `token ${i}`.padEnd(20 + (i % 90)));
    const bytes = ggufFile({ ...small, settings: { ...small.settings, 'tokenizer.ggml.tokens': tokens } });
    const padded = new Uint8Array(Buffer.concat([bytes, new Uint8Array(2 ** 24)]));
    const count = noReads();
    const source = countingSource(bytesSource('model.gguf', padded), count);
    const { metadata } = await gguf.read(bytesFile('model.gguf', padded), source);
    expect(metadata['tokenizer.ggml.tokens']).toBe('150000 entries');
    expect(count.reads).toBeLessThan(12);
    expect(count.bytes).toBeLessThan(bytes.length + 2 ** 22);
  });

  it('passes over long arrays of numbers without reading them', async () => {
    const scores = new GgufWriter()
      .u32(6)
      .u64(2 ** 20)
      .bytes(new Uint8Array(2 ** 22))
      .done();
    const bytes = ggufFile({ ...small, settings: { scores: { type: 9, bytes: scores }, ...small.settings } });
    const count = noReads();
    await gguf.read(bytesFile('m', bytes), countingSource(bytesSource('m', bytes), count));
    expect(count.bytes).toBeLessThan(2 ** 20);
  });
});

describe('a GGUF file that lies', () => {
  const one = { name: 'w', type: 'F32', sizes: [4], bytes: new Uint8Array(16) } as const;
  const nested = (depth: number): Uint8Array =>
    depth === 0
      ? new GgufWriter().u32(0).u64(0).done()
      : new GgufWriter()
          .u32(9)
          .u64(1)
          .bytes(nested(depth - 1))
          .done();

  it.each<[string, GgufSpec, string]>([
    ['about the number of tensors', { claims: { tensors: 2n ** 60n } }, 'over-limit'],
    ['about the number of keys', { claims: { keys: 2n ** 60n } }, 'over-limit'],
    ['a little about the number of tensors', { tensors: [one], claims: { tensors: 4000 } }, 'truncated'],
    ['about its version', { version: 4 }, 'unsupported-format'],
    ['with alignment 0', { settings: { 'general.alignment': 0 } }, 'malformed'],
    ['with alignment 24', { settings: { 'general.alignment': 24 } }, 'malformed'],
    ['with an alignment in words', { settings: { 'general.alignment': 'wide' } }, 'malformed'],
    [
      'with a key twice',
      {
        repeated: [
          ['a', 1],
          ['a', 2],
        ],
      },
      'malformed',
    ],
    ['with a name twice', { tensors: [one, one] }, 'malformed'],
    ['with too many axes', { tensors: [{ ...one, sizes: [1, 1, 1, 1, 4] }] }, 'malformed'],
    ['with broken blocks', { tensors: [{ ...one, type: 'Q4_0', sizes: [33] }] }, 'malformed'],
    [
      'with more elements than can be',
      { tensors: [{ ...one, sizes: [2n ** 40n, 2n ** 40n] }] },
      'over-limit',
    ],
    ['with a tensor outside', { tensors: [{ ...one, sizes: [5000] }] }, 'tensor-outside-file'],
    ['with a tensor far outside', { tensors: [{ ...one, offset: 2n ** 62n }] }, 'tensor-outside-file'],
    ['with tensors that overlap', { tensors: [one, { ...one, name: 'v', offset: 8 }] }, 'tensors-overlap'],
    ['with an unknown value', { settings: { a: { type: 13, bytes: new Uint8Array(8) } } }, 'malformed'],
    [
      'with a string of 2^60',
      { settings: { a: { type: 8, bytes: new GgufWriter().u64(2n ** 60n).done() } } },
      'over-limit',
    ],
    [
      'with an array of 2^60 numbers',
      {
        settings: {
          a: {
            type: 9,
            bytes: new GgufWriter()
              .u32(4)
              .u64(2n ** 60n)
              .done(),
          },
        },
      },
      'truncated',
    ],
    [
      'with an array of 2^60 strings',
      {
        settings: {
          a: {
            type: 9,
            bytes: new GgufWriter()
              .u32(8)
              .u64(2n ** 60n)
              .done(),
          },
        },
      },
      'truncated',
    ],
    ['with arrays in arrays without end', { settings: { a: { type: 9, bytes: nested(40) } } }, 'over-limit'],
  ])('%s ends in a fault', async (_, spec, code) => {
    expect(await faultOfFile(spec)).toBe(code);
  });

  it('with arrays in arrays, within reason, is read', async () => {
    const { metadata } = await read(ggufFile({ settings: { a: { type: 9, bytes: nested(3) }, b: 1 } }));
    expect(metadata).toEqual({ a: '1 entries', b: '1' });
  });
});

const cutOff = sharedFixture('fixtures/ggml/truncated.gguf');

describe('files that ggml wrote', () => {
  it('decode to what ggml decodes, bit for bit, in every type', async () => {
    const bytes = new Uint8Array(readFileSync(fixture('all-quants.gguf')));
    const decoded = JSON.parse(readFileSync(fixture('all-quants.decoded.json'), 'utf8')) as Record<
      string,
      string
    >;
    const { tensors } = await read(bytes);
    for (const tensor of tensors) {
      const hash = createHash('sha256').update(decode(tensor, bytes)).digest('hex');
      expect(hash, `${tensor.dtype} as ggml has it`).toBe(decoded[tensor.name]);
    }
    const dtypes = new Set(tensors.map(({ dtype }) => dtype));
    for (const dtype of Object.keys(blockDecoders)) expect(dtypes, dtype).toContain(dtype);
  });

  it('cut off anywhere in the header end in a fault', async () => {
    const bytes = new Uint8Array(readFileSync(fixture('all-quants.gguf')));
    for (let length = 0; length < 2500; length += 7) {
      expect(['truncated', 'tensor-outside-file']).toContain(
        await faultOf(() => read(bytes.slice(0, length))),
      );
    }
  });

  it.skipIf(cutOff === null)('cut off before their data end in a fault (a shared fixture)', async () => {
    const work = () => read(new Uint8Array(readFileSync(cutOff!)));
    expect(await faultOf(work)).toBe('tensor-outside-file');
  });
});

function fixture(name: string): URL {
  return new URL(`fixtures/gguf/${name}`, import.meta.url);
}

function bytesOf({ startByte, byteLength }: TensorEntry, file: Uint8Array): Uint8Array {
  return file.slice(startByte, startByte + byteLength);
}

function decode(tensor: TensorEntry, file: Uint8Array): Uint8Array {
  const bytes = bytesOf(tensor, file);
  const { dtype } = tensor;
  if (dtype === 'F32') return bytes;
  const values = new Float32Array(elementCount(tensor.shape));
  if (isBlocked(dtype)) blockDecoders[dtype](bytes, values);
  else {
    const table = decodingOf(dtype as 'F16' | 'BF16').values;
    new Uint16Array(bytes.buffer).forEach((code, i) => (values[i] = table[code]!));
  }
  return new Uint8Array(values.buffer);
}
