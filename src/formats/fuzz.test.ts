/**
 * Every reader of the registry against thousands of damaged files: each ends in tensors that make sense or in a Fault,
 * and reads no more than in proportion to the file. A new format needs a seed in the list, and nothing else.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Fault } from '../core/fault.ts';
import { seededRandom } from '../core/random.ts';
import { countingSource, noReads } from '../testing/counting-source.ts';
import { expectSense } from '../testing/expect-sense.ts';
import { ggufFile } from '../testing/gguf-builder.ts';
import { mutate } from '../testing/mutations.ts';
import { bytesFile, fileOf } from '../testing/safetensors-files.ts';
import { checkpointFormats, type CheckpointFormatId } from './checkpoints/index.ts';
import { HEAD_BYTES, type CheckpointFormat } from './format.ts';
import { bytesSource } from './sources/bytes-source.ts';

const MUTANTS = 400;

/** What a reader may read, at most: a file's parts a few times over, and a first look. */
const READ_FACTOR = 50;
const READ_BYTES = 1_000_000;
const READS = 2_000;

interface Seed {
  readonly format: CheckpointFormatId;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Files that it refers to, by their paths. */
  readonly besides?: ReadonlyMap<string, Uint8Array>;
}

const ggufSeed = ggufFile({
  settings: { 'general.architecture': 'llama', 'llama.expert_count': 4, tokens: ['a', 'b'], heads: [1, 2] },
  tensors: [
    { name: 'a', type: 'F32', sizes: [3, 4], bytes: new Uint8Array(48) },
    { name: 'b', type: 'Q4_0', sizes: [64], bytes: new Uint8Array(36) },
    { name: 'c', type: 'IQ2_XXS', sizes: [256], bytes: new Uint8Array(66) },
  ],
});

const seeds: readonly Seed[] = [
  {
    format: 'safetensors',
    name: 'written here',
    bytes: fileOf(
      [
        ['a.weight', 'F32', [3, 4]],
        ['b', 'BF16', [2]],
        ['c', 'F4', [2, 4]],
      ],
      { run: 'pilot' },
    ),
  },
  { format: 'gguf', name: 'GGUF written here', bytes: ggufSeed },
  fixture('gguf', 'gguf/all-quants.gguf'),
  fixture('pytorch', 'pytorch/mixtral-bf16.pt'),
  fixture('pytorch', 'pytorch/mixtral-protocol-4.bin'),
  fixture('pytorch', 'pytorch/mixtral-deflated.pt'),
  fixture('pytorch', 'pytorch/training-state.pt'),
  fixture('pytorch', 'pytorch/views.pt'),
  fixture('pytorch', 'pytorch/dtypes.pt'),
  fixture('pytorch', 'pytorch/module.pt'),
  fixture('pytorch', 'pytorch/odds.pt'),
  fixture('pytorch-legacy', 'pytorch/mixtral-legacy.pt'),
  fixture('npy', 'numpy/column-major.npy'),
  fixture('npy', 'numpy/version-3.npy'),
  fixture('npz', 'numpy/with-others.npz'),
  fixture('npz', 'numpy/deflated.npz'),
  fixture('hdf5', 'keras/model.h5'),
  fixture('hdf5', 'keras/odds.h5'),
  fixture('hdf5', 'keras/newest.h5'),
  fixture('keras', 'keras/model.keras'),
  fixture('keras', 'keras/packed.keras'),
  fixture('onnx', 'onnx/experts.onnx'),
  fixture('flax', 'flax/model.msgpack'),
  fixture('flax', 'flax/odds.msgpack'),
  fixture('onnx', 'onnx/odds.onnx'),
  fixture('onnx', 'onnx/outside.onnx', ['outside.onnx.data']),
  fixture(
    'tfjs',
    'tfjs/graph/model.json',
    [1, 2, 3, 4, 5, 6].map((shard) => `group1-shard${shard}of6.bin`),
  ),
];

function fixture(format: CheckpointFormatId, path: string, besides: readonly string[] = []): Seed {
  const url = new URL(`checkpoints/fixtures/${path}`, import.meta.url);
  const read = (from: URL) => new Uint8Array(readFileSync(from));
  return {
    format,
    name: path,
    bytes: read(url),
    besides: new Map(besides.map((beside) => [beside, read(new URL(beside, url))])),
  };
}

it('covers every format that is read', () => {
  const formats = checkpointFormats.map(({ id }) => id);
  expect([...new Set(seeds.map(({ format }) => format))].sort()).toEqual(formats.sort());
});

describe.each(seeds.map((seed, number) => [seed.name, { seed, number }] as const))(
  '%s',
  (_, { seed, number }) => {
    const format: CheckpointFormat = checkpointFormats.find(({ id }) => id === seed.format)!;

    it('damaged in any way ends in tensors that make sense, or in a fault', { timeout: 60_000 }, async () => {
      const random = seededRandom(1000 + number);
      const outcomes = { read: 0, faults: 0 };
      for (let mutant = 0; mutant < MUTANTS; mutant++) {
        const donor = seeds[random.below(seeds.length)]!.bytes;
        const bytes = mutate(seed.bytes, random, donor);
        const head = { name: 'mutant', size: bytes.length, head: bytes.subarray(0, HEAD_BYTES) };
        checkpointFormats.forEach((each) => each.recognises(head));
        const count = noReads();
        try {
          const source = countingSource(bytesSource('mutant', bytes), count);
          const beside = (path: string) => {
            const found = seed.besides?.get(path);
            return found ? { file: bytesFile(path, found), source: bytesSource(path, found) } : null;
          };
          const contents = await format.read(bytesFile('mutant', bytes), source, { beside });
          expectSense(contents);
          outcomes.read++;
        } catch (error) {
          if (!(error instanceof Fault)) throw new Error(`mutant ${mutant}`, { cause: error });
          outcomes.faults++;
        }
        expect(count.bytes, `mutant ${mutant}`).toBeLessThan(READ_FACTOR * bytes.length + READ_BYTES);
        expect(count.reads, `mutant ${mutant}`).toBeLessThan(READS);
      }
      // Damage that always or never shows would prove nothing.
      expect(outcomes.read).toBeGreaterThan(0);
      expect(outcomes.faults).toBeGreaterThan(MUTANTS / 10);
    });
  },
);
