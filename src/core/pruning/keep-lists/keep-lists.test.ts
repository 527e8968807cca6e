import { describe, expect, it } from 'vitest';
import { keepListForms } from './index.ts';
import type { KeepList } from './keep-list.ts';

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
  return form(id).format(of);
}

describe('a keep-list', () => {
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
