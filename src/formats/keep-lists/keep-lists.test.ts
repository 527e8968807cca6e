import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../core/catalogue.ts';
import { structureOf } from '../../core/families/structure-of.ts';
import { openable } from '../../testing/memory-folder.ts';
import { makeTensors, modelFiles, prunableModels } from '../../testing/prunable-models.ts';
import { openCheckpoints } from '../open.ts';
import { keepListForms } from './index.ts';
import { keepListOf, type KeepList } from './keep-list.ts';

const list: KeepList = {
  model: 'tiny',
  fingerprint: 'abc',
  topK: 2,
  isGated: false,
  layers: [
    { label: '1', experts: 4, kept: [0, 3] },
    { label: '3', experts: 4, kept: [1, 2] },
  ],
};
const uneven: KeepList = { ...list, layers: [list.layers[0]!, { label: '3', experts: 4, kept: [1] }] };
const titled: KeepList = { ...list, layers: [{ ...list.layers[0]!, label: 'dec 1' }] };

function form(id: (typeof keepListForms)[number]['id']) {
  return keepListForms.find((known) => known.id === id)!;
}

function textOf(id: (typeof keepListForms)[number]['id'], of = list): string {
  return new TextDecoder().decode(form(id).encode(of));
}

describe('a keep-list', () => {
  it('names every layer with experts, also those that keep all', async () => {
    const model = prunableModels[0]!;
    const { checkpoints } = await openCheckpoints(openable(modelFiles(model, makeTensors(model))));
    const checkpoint = checkpoints[0]!;
    const catalogue = catalogueOf(checkpoint, structureOf(checkpoint), 'abc');
    expect(keepListOf(catalogue, new Map([[1, [0, 2, 5]]]))).toEqual({
      model: 'model',
      fingerprint: 'abc',
      topK: 2,
      isGated: true,
      layers: [
        { label: '0', experts: 6, kept: [0, 1, 2, 3, 4, 5] },
        { label: '1', experts: 6, kept: [0, 2, 5] },
      ],
    });
  });

  it('is JSON', () => {
    expect(JSON.parse(textOf('json'))).toEqual({
      version: 1,
      model: 'tiny',
      fingerprint: 'abc',
      topK: 2,
      layers: { '1': { experts: 4, kept: [0, 3] }, '3': { experts: 4, kept: [1, 2] } },
    });
    expect(form('json').misfit(uneven)).toBeNull();
  });

  it('is a safetensors file of masks', async () => {
    const bytes = form('masks').encode(list);
    const { checkpoints } = await openCheckpoints([
      { path: 'masks.safetensors', recipe: { kind: 'bytes', name: 'masks.safetensors', bytes } },
    ]);
    const { tensors, metadata } = checkpoints[0]!;
    expect(metadata).toEqual({ model: 'tiny', fingerprint: 'abc' });
    const found = tensors.map(({ name, dtype, startByte, byteLength }) => [
      name,
      dtype,
      [...bytes.subarray(startByte, startByte + byteLength)],
    ]);
    expect(found).toEqual([
      ['layers.1.experts', 'BOOL', [1, 0, 0, 1]],
      ['layers.3.experts', 'BOOL', [0, 1, 1, 0]],
    ]);
  });

  it('is scores for llama.cpp, by which its pruner keeps the same', () => {
    const stats = JSON.parse(textOf('llama-cpp')) as Record<string, { reap: number[] }>;
    // its pick_experts: the highest `keep_n`, by argsort
    const picked = Object.values(stats).map(({ reap }) =>
      [...reap.keys()]
        .sort((a, b) => reap[a]! - reap[b]!)
        .slice(-2)
        .sort((a, b) => a - b),
    );
    expect(Object.keys(stats)).toEqual(['1', '3']);
    expect(picked).toEqual(list.layers.map(({ kept }) => kept));
    expect(form('llama-cpp').misfit(list)).toBeNull();
    expect(form('llama-cpp').misfit({ ...list, isGated: true })).toContain('ffn_gate_exps');
  });

  it('is an order for vLLM-Ascend, those that stay first', () => {
    expect(textOf('vllm-ascend')).toBe('{"1":[0,3,1,2]}\n{"3":[1,2,0,3]}\n');
  });

  it.each(['llama-cpp', 'vllm-ascend'] as const)('can’t be said to %s where layers differ', (id) => {
    expect(form(id).misfit(uneven)).toBe(
      'It keeps the same number of experts in every layer; here layer 1 has 2 and layer 3 1.',
    );
    expect(form(id).misfit(titled)).toContain('“dec 1”');
  });
});
