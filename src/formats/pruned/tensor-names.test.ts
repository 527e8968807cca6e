import { describe, expect, it } from 'vitest';
import { tensorEntry } from '../../testing/tensors.ts';
import { moduleOf, readTensorNames, renumber } from './tensor-names.ts';

describe('names of experts’ tensors', () => {
  it('tell the expert, wherever its number is', () => {
    const names = [
      'model.layers.7.mlp.experts.3.gate_proj.weight',
      'model.layers.7.mlp.experts.12.gate_proj.weight_scale_inv',
      'model.layers.7.self_attn.q_proj.weight',
    ];
    const tensors = names.map((name) => tensorEntry(name, [4, 4]));
    const meanings = readTensorNames({ tensors, config: null });
    expect(meanings.map(({ expert, expertAt, param }) => [expert, expertAt, param])).toEqual([
      [3, 1, 'weight'],
      [12, 1, 'weight_scale_inv'],
      [null, -1, 'weight'],
    ]);
    expect(moduleOf(names[1]!, meanings[1]!)).toBe('model.layers.7.mlp.experts.12.gate_proj');
  });

  it.each([
    ['model.layers.7.mlp.experts.3.w1.weight', 1, 'model.layers.7.mlp.experts.0.w1.weight'],
    [
      'encoder.block.1.layer.1.mlp.experts.expert_7.wi.weight',
      2,
      'encoder.block.1.layer.1.mlp.experts.expert_0.wi.weight',
    ],
    ['decoder.layers.2.mlp.experts.linear_fc1.weight5', 1, 'decoder.layers.2.mlp.experts.linear_fc1.weight0'],
  ])('get another number: %s', (name, at, renamed) => {
    expect(renumber(name, at, 0)).toBe(renamed);
  });

  it.each(['layers.0.experts.003.w1', 'layers.0.odd#.experts.3.w1'])(
    'keep theirs where they can’t be put together again: %s',
    (name) => {
      expect(renumber(name, 1, 0)).toBeNull();
    },
  );
});
