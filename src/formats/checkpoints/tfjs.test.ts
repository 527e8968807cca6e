import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Checkpoint, OpenableFile } from '../../core/checkpoint.ts';
import { structureOf } from '../../core/families/structure-of.ts';
import { openable } from '../../testing/specimens/specimen-file.ts';
import { openCheckpoints } from '../open.ts';

const folder = join(import.meta.dirname, 'fixtures/tfjs');

function filesOf(model: string, named = 'model.json'): OpenableFile[] {
  return readdirSync(join(folder, model))
    .filter((name) => name !== 'decoded.json')
    .map((name) =>
      openable(
        `${model}/${name === 'model.json' ? named : name}`,
        new Uint8Array(readFileSync(join(folder, model, name))),
      ),
    );
}

/** Of the layers model: kernels and biases of a router and of two layers for each of three experts. */
const WEIGHTS = 14;

async function openOne(files: readonly OpenableFile[]): Promise<Checkpoint> {
  const { checkpoints, faults } = await openCheckpoints(files);
  expect(faults).toEqual([]);
  expect(checkpoints).toHaveLength(1);
  return checkpoints[0]!;
}

describe('TensorFlow.js', () => {
  it.each(['model.json', 'unknown'])('experts are found by the names of layers (%s)', async (name) => {
    const checkpoint = await openOne(filesOf('layers', name));
    expect(checkpoint.formatName).toBe('TensorFlow.js');
    expect(structureOf(checkpoint)).toMatchObject({ expertsPerLayer: 3, moeLayers: [0] });
  });

  it('weights that are quantised say so, and texts are left aside', async () => {
    const { notices, tensors } = await openOne(filesOf('graph'));
    expect(notices).toContainEqual({
      code: 'quantised-weights',
      facts: { dtypes: ['U8', 'U16'], tensors: 2 },
    });
    expect(notices).toContainEqual({ code: 'ignored-files', facts: { files: ['names (text)'] } });
    expect(tensors.find(({ name }) => name === 'steps')).not.toHaveProperty('scaling');
    expect(tensors.find(({ name }) => name === 'waves')!.undrawn).toBe('complex');
  });

  it('the list of weights alone asks for the files', async () => {
    const [model] = filesOf('layers').filter(({ path }) => path.endsWith('.json'));
    const { faults } = await openCheckpoints([model!]);
    expect(faults).toEqual([
      {
        code: 'weights-elsewhere',
        facts: { file: 'layers/model.json', wanted: [1, 2, 3, 4].map((n) => `group1-shard${n}of4.bin`) },
      },
    ]);
  });

  it('weights before a missing file are read, those after it are told', async () => {
    const files = filesOf('layers').filter(({ path }) => !path.endsWith('shard2of4.bin'));
    const { checkpoints, faults } = await openCheckpoints(files);
    expect(faults).toEqual([]);
    const { tensors, notices } = checkpoints[0]!;
    const missing = notices.find(({ code }) => code === 'missing-shard')!;
    expect(missing.facts).toEqual({
      shards: ['group1-shard2of4.bin'],
      tensors: WEIGHTS - tensors.length,
    });
    expect(tensors.length).toBeGreaterThan(0);
  });

  it('a list of other things is left aside in silence beside a model', async () => {
    const other = openable('layers/other_model.json', new TextEncoder().encode('{"a": 1}'));
    const { checkpoints, faults } = await openCheckpoints([...filesOf('layers'), other]);
    expect([checkpoints.length, faults]).toEqual([1, []]);
  });
});

const weight = { name: 'a', shape: [2], dtype: 'float32' };

describe('TensorFlow.js, damaged', () => {
  it.each<[string, unknown, string]>([
    ['no list', {}, 'malformed'],
    ['a list that is none', { weightsManifest: {} }, 'malformed'],
    ['a group that is none', { weightsManifest: [3] }, 'malformed'],
    ['files without names', { weightsManifest: [{ paths: [3], weights: [] }] }, 'malformed'],
    ['no weights', { weightsManifest: [] }, 'no-tensors'],
    ['files outside', manifest([weight], ['../d.bin']), 'malformed'],
    ['files elsewhere', manifest([weight], ['https://example.org/d.bin']), 'malformed'],
    ['a weight that is none', manifest([null]), 'malformed'],
    ['a weight without name', manifest([{ ...weight, name: 1 }]), 'malformed'],
    ['a name twice', manifest([weight, weight]), 'malformed'],
    ['an unknown dtype', manifest([{ ...weight, dtype: 'float7' }]), 'malformed'],
    ['a negative size', manifest([{ ...weight, shape: [-1] }]), 'malformed'],
    ['2^80 elements', manifest([{ ...weight, shape: [2 ** 40, 2 ** 40] }]), 'malformed'],
    ['more than there are bytes', manifest([{ ...weight, shape: [2 ** 40] }]), 'tensor-outside-file'],
    ['an unknown quantisation', quantised({ dtype: 'uint4', scale: 1, min: 0 }), 'malformed'],
    ['a quantisation without scale', quantised({ dtype: 'uint8', min: 0 }), 'malformed'],
    ['a scale of 0', quantised({ dtype: 'uint8', scale: 0, min: 0 }), 'malformed'],
    ['texts without end', manifest([{ ...weight, dtype: 'string', shape: [3] }]), 'tensor-outside-file'],
    ['a million texts', manifest([{ ...weight, dtype: 'string', shape: [1e6] }]), 'over-limit'],
  ])('%s', async (_, model, code) => {
    const json = new TextEncoder().encode(JSON.stringify({ modelTopology: {}, ...(model as object) }));
    const { faults } = await openCheckpoints([
      openable('m/model.json', json),
      openable('m/d.bin', new Uint8Array(8)),
      openable('d.bin', new Uint8Array(8)),
    ]);
    expect(faults[0]?.code).toBe(code);
  });
});

function manifest(weights: readonly unknown[], paths = ['d.bin']): unknown {
  return { weightsManifest: [{ paths, weights }] };
}

function quantised(quantization: unknown): unknown {
  return manifest([{ ...weight, quantization }]);
}

it('a weight of nothing needs no file', async () => {
  const weights = [
    { name: 'none', shape: [0], dtype: 'float32' },
    { name: 'nothing', shape: [2, 0], dtype: 'int32' },
  ];
  const model = { modelTopology: {}, weightsManifest: [{ paths: [], weights }] };
  const bytes = new TextEncoder().encode(JSON.stringify(model));
  const { checkpoints, faults } = await openCheckpoints([openable('model.json', bytes)]);
  expect(faults).toEqual([]);
  expect(checkpoints[0]!.tensors.map(({ byteLength }) => byteLength)).toEqual([0, 0]);
});
