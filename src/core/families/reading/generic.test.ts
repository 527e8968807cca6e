import { describe, expect, it } from 'vitest';
import { tensorEntries, tensorEntry } from '../../../testing/tensors.ts';
import { structureOf } from '../structure-of.ts';
import { matchGeneric, supposedRouter } from './generic.ts';

const nothingElse = () => false;

describe('matchGeneric', () => {
  it.each<[string, string, number, string | null]>([
    ['ffn.experts.#.fc_in', 'expert', 0, 'up'],
    ['moe.experts.expert_#.wi_0', 'expert', 0, 'gate'],
    ['moe.layer.#.local_experts.#.w2', 'expert', 1, 'down'],
    ['deepspeed_moe.experts.deepspeed_experts.#.dense_h_to_4h', 'expert', 0, 'up'],
    ['expert_#.linear2', 'expert', 0, 'down'],
    ['experts.#', 'expert', 0, 'other'],
    ['experts.#.net.#', 'expert', 0, 'other'],
    ['moe.experts.w_in', 'expert', -1, 'up'],
    ['moe.experts.gate_up_proj', 'expert', -1, 'gateUp'],
    ['mlp.shared_experts.up_proj', 'shared-expert', -1, 'up'],
    ['share_expert.gate_proj', 'shared-expert', -1, 'gate'],
    ['moe.router', 'router', -1, null],
    ['moe.gate.wg', 'router', -1, null],
    ['gating.#', 'router', -1, null],
  ])('%s', (module, role, expertAt, projection) => {
    expect(matchGeneric(module, nothingElse)).toMatchObject({ rule: { role }, expertAt, projection });
  });

  it.each(['mlp.gate_proj', 'self_attn.q_proj', 'gate.norm', 'inexpert.weight', 'experts_count', ''])(
    'finds nothing in "%s"',
    (module) => {
      expect(matchGeneric(module, nothingElse)).toBeNull();
    },
  );

  it('takes w1 for a gate only beside a third matrix', () => {
    expect(matchGeneric('experts.#.w1', nothingElse)?.projection).toBe('up');
    expect(matchGeneric('experts.#.w1', (module) => module === 'experts.#.w3')?.projection).toBe('gate');
  });

  it('only supposes that a gate is a router', () => {
    expect(matchGeneric('moe.gate', nothingElse)?.rule).toBe(supposedRouter);
  });
});

describe('a checkpoint of no known family', () => {
  it('gets layers, experts and routers by pattern, and says so', () => {
    const tensors = tensorEntries({
      'net.layers.{2}.ffn.experts.{3}.fc_in.weight': [16, 8],
      'net.layers.{2}.ffn.experts.{3}.fc_out.weight': [8, 16],
      'net.layers.{2}.ffn.experts.{3}.fc_out.bias': [8],
      'net.layers.{2}.ffn.router.weight': [3, 8],
      'net.layers.{2}.attn.gate.weight': [8, 8],
    });
    const found = structureOf({ tensors, config: { num_experts_per_tok: 2 } });
    expect(found).toMatchObject({
      family: 'generic',
      familyName: 'Unknown family',
      layers: 2,
      moeLayers: [0, 1],
      expertsPerLayer: 3,
      topK: 2,
      notices: [{ code: 'family-unknown', facts: { experts: true } }],
    });
    const roles = found.parts.filter(({ layer }) => layer === 1).map(({ role }) => role);
    expect(roles.filter((role) => role === 'expert')).toHaveLength(6);
    expect(roles.filter((role) => role === 'vector')).toHaveLength(3);
    // the attention's gate is not as long as there are experts
    expect(roles.filter((role) => role === 'router')).toHaveLength(1);
    expect(roles.filter((role) => role === 'other')).toHaveLength(1);
  });

  it('may keep its experts in stacks', () => {
    const { parts } = structureOf({
      tensors: tensorEntries({
        'x.layers.0.moe.experts.w_in': [4, 8, 16],
        'x.layers.0.moe.gate.kernel': [8, 4],
      }),
      config: null,
    });
    expect(parts.map(({ role, expert }) => [role, expert])).toEqual([
      ['expert', 0],
      ['expert', 1],
      ['expert', 2],
      ['expert', 3],
      ['router', null],
    ]);
  });

  it('may have its experts outside any layer: each block is one', () => {
    const found = structureOf({
      tensors: tensorEntries({
        'conv.weight': [8, 1, 3, 3],
        'moe1.gate.weight': [4, 8],
        'moe1.experts.{4}.fc1.weight': [16, 8],
        'moe2.gate.weight': [2, 8],
        'moe2.experts.{2}.fc1.weight': [16, 8],
        'gate.weight': [4, 8],
      }),
      config: null,
    });
    expect(found).toMatchObject({ layers: 2, layerLabels: ['moe1', 'moe2'], moeLayers: [0, 1] });
    expect(found.expertsPerLayer).toBe(4);
    expect(found.parts.filter(({ role }) => role === 'router').map(({ layer }) => layer)).toEqual([0, 1]);
    // neither the convolution nor a gate without experts is of a layer
    expect(found.parts.filter(({ layer }) => layer === null).map(({ tensor }) => tensor)).toEqual([0, 9]);
  });

  it('may be a single block with nothing around it', () => {
    const found = structureOf({
      tensors: tensorEntries({ 'gate.weight': [4, 8], 'experts.{4}.0.weight': [16, 8] }),
      config: null,
    });
    expect(found).toMatchObject({ layers: 1, layerLabels: ['0'], expertsPerLayer: 4 });
    expect(found.parts.map(({ role }) => role)).toEqual(['router', 'expert', 'expert', 'expert', 'expert']);
  });

  it('takes time proportional to its names', () => {
    const longName = `${'experts.'.repeat(10_000)}layers.${'gate.'.repeat(10_000)}${'a_'.repeat(10_000)}expert`;
    const found = structureOf({ tensors: [tensorEntry(longName, [2, 2])], config: null });
    expect(found.parts).toHaveLength(1);
  });
});
