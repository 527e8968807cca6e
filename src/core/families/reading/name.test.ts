import { describe, expect, it } from 'vitest';
import { readShape, takeNumbers } from './name.ts';

function read(name: string) {
  const numbers: number[] = [];
  return { ...readShape(takeNumbers(name, numbers)), numbers };
}

describe('takeNumbers', () => {
  it.each<[string, string, number[]]>([
    ['model.layers.7.mlp.experts.31.w1.weight', 'model.layers.#.mlp.experts.#.w1.weight', [7, 31]],
    [
      'encoder.block.0.layer.1.mlp.experts.expert_7.wi_0.weight',
      'encoder.block.#.layer.#.mlp.experts.expert_#.wi_0.weight',
      [0, 1, 7],
    ],
    ['decoder/layers_3/mlp/wi_1/kernel', 'decoder/layers_#/mlp/wi_1/kernel', [3]],
    ['block3.expert2.fc1', 'block#.expert#.fc1', [3, 2]],
    ['local_expert_12.w', 'local_expert_#.w', [12]],
    ['fc1.weight_scale_2', 'fc1.weight_scale_2', []],
    ['layers.0.mlp.experts.linear_fc1.weight7', 'layers.#.mlp.experts.linear_fc1.weight#', [0, 7]],
    ['layers.0.mlp.experts.weight1', 'layers.#.mlp.experts.weight1', [0]],
    ['12', '#', [12]],
    ['', '', []],
    ['layers.99999.x', 'layers.#.x', [99_999]],
    ['layers.100000.x', 'layers.100000.x', []],
    [`layers.${'9'.repeat(40)}.x`, `layers.${'9'.repeat(40)}.x`, []],
    ['layers.007.x', 'layers.#.x', [7]],
    ['layers.-1.x', 'layers.-1.x', []],
    ['layers.1e3.x', 'layers.1e3.x', []],
  ])('%s', (name, text, numbers) => {
    const taken: number[] = [];
    expect(takeNumbers(name, taken)).toBe(text);
    expect(taken).toEqual(numbers);
  });
});

describe('readShape', () => {
  it.each<[string, Partial<ReturnType<typeof read>>]>([
    [
      'model.layers.3.mlp.gate.weight',
      { stack: 'model.layers', layerAt: 0, module: 'mlp.gate', param: 'weight' },
    ],
    ['h.0.mlp.c_fc.bias', { stack: 'h', layerAt: 0, module: 'mlp.c_fc', param: 'bias' }],
    ['blk.3.ffn_up.weight', { stack: 'blk', module: 'ffn_up' }],
    [
      'encoder.block.3.layer.1.mlp.wi.weight',
      { stack: 'encoder.block', layerAt: 0, module: 'layer.#.mlp.wi' },
    ],
    ['bert.encoder.layer.3.output.dense.weight', { stack: 'bert.encoder.layer', module: 'output.dense' }],
    ['layers.2.blocks.1.mlp.fc1.weight', { stack: 'layers.#.blocks', layerAt: 1, module: 'mlp.fc1' }],
    [
      'params/encoderblock_3/Moe/Mlp/Dense_0/kernel',
      { stack: 'params.encoderblock', module: 'Moe.Mlp.Dense_0', param: 'kernel' },
    ],
    ['mtp.0.mlp.gate.weight', { stack: 'mtp', layerAt: 0, module: 'mlp.gate' }],
    [
      'model.embed_tokens.weight',
      { stack: null, layerAt: -1, module: 'model.embed_tokens', param: 'weight' },
    ],
    ['layers.3', { stack: 'layers', module: '', param: '' }],
    ['model.layers.3.mlp.experts.gate_up_proj', { module: 'mlp.experts.gate_up_proj', param: '' }],
    ['layers.0.w1.weight.absmax', { module: 'w1', param: 'weight.absmax' }],
    [
      'layers.0.w1.weight.quant_state.bitsandbytes__nf4',
      { module: 'w1', param: 'weight.quant_state.bitsandbytes__nf4' },
    ],
    ['layers.0._orig_mod.mlp.up_proj.base_layer.weight', { module: 'mlp.up_proj', param: 'weight' }],
  ])('%s', (name, expected) => {
    expect(read(name)).toMatchObject(expected);
  });
});
