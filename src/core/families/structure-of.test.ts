import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  deepseekMoe16b,
  deepseekV2Lite,
  deepseekV3,
  gptOss20bPacked,
  gptOss20bPlain,
  mixtral8x7b,
  olmoe1b7b,
  qwen15Moe,
  qwen3Moe30b,
  qwen3Next,
  switchBase8,
  type NamedModel,
} from '../../testing/published-models.ts';
import { tensorEntries, tensorEntry } from '../../testing/tensors.ts';
import { regionElements } from '../region.ts';
import type { Part, Structure } from '../structure.ts';
import { elementCount, type TensorEntry } from '../tensor.ts';
import { families } from './index.ts';
import { structureOf } from './structure-of.ts';

const range = (first: number, end: number) => Array.from({ length: end - first }, (_, i) => first + i);
const odd = (end: number) => range(0, end).filter((i) => i % 2 === 1);

interface Expected {
  readonly model: NamedModel;
  readonly structure: Partial<Structure>;
  /** Parts a role. */
  readonly roles: Readonly<Record<string, number>>;
}

const models: Readonly<Record<string, Expected>> = {
  'Mixtral 8x7B': {
    model: mixtral8x7b,
    structure: {
      family: 'mixtral',
      familyName: 'Mixtral',
      layers: 32,
      moeLayers: range(0, 32),
      expertsPerLayer: 8,
      topK: 2,
      sharedExperts: 0,
    },
    roles: { expert: 32 * 8 * 3, router: 32, other: 2 + 32 * 4, vector: 1 + 32 },
  },
  'Qwen1.5-MoE-A2.7B': {
    model: qwen15Moe,
    structure: {
      family: 'qwen2_moe',
      layers: 24,
      moeLayers: range(0, 24),
      expertsPerLayer: 60,
      topK: 4,
      sharedExperts: 1,
    },
    // the shared expert's gate counts as a router: it decides how much of it a token gets
    roles: { expert: 24 * 60 * 3, 'shared-expert': 24 * 3, router: 24 * 2, other: 2 + 24 * 4, vector: 25 },
  },
  'Qwen3-30B-A3B': {
    model: qwen3Moe30b,
    structure: {
      family: 'qwen3_moe',
      layers: 48,
      moeLayers: range(0, 48),
      expertsPerLayer: 128,
      topK: 8,
      sharedExperts: 0,
    },
    roles: { expert: 48 * 128 * 3, router: 48, other: 2 + 48, vector: 1 + 48 * 2 },
  },
  'Qwen3-Next': {
    model: qwen3Next,
    structure: {
      family: 'qwen3_next',
      layers: 13,
      layerLabels: [...range(0, 12).map(String), 'mtp 0'],
      moeLayers: range(0, 13),
      expertsPerLayer: 512,
      topK: 10,
      sharedExperts: 1,
    },
    roles: {
      expert: 13 * 512 * 3,
      'shared-expert': 12 * 3,
      router: 13 + 12,
      other: 2 + 12 * 3 + 1,
      vector: 1,
    },
  },
  'OLMoE-1B-7B': {
    model: olmoe1b7b,
    structure: {
      family: 'olmoe',
      layers: 16,
      moeLayers: range(0, 16),
      expertsPerLayer: 64,
      topK: 8,
      sharedExperts: 0,
    },
    roles: { expert: 16 * 64 * 3, router: 16, other: 2 + 16 * 4, vector: 1 + 16 * 2 },
  },
  'DeepSeekMoE-16B': {
    model: deepseekMoe16b,
    structure: {
      family: 'deepseek_moe',
      layers: 28,
      moeLayers: range(1, 28),
      expertsPerLayer: 64,
      topK: 6,
      sharedExperts: 2,
    },
    roles: { expert: 27 * 64 * 3, 'shared-expert': 27 * 3, router: 27, other: 2 + 28 * 4 + 3, vector: 1 },
  },
  'DeepSeek-V2-Lite': {
    model: deepseekV2Lite,
    structure: {
      family: 'deepseek_v2',
      layers: 27,
      moeLayers: range(1, 27),
      expertsPerLayer: 64,
      topK: 6,
      sharedExperts: 2,
    },
    roles: { expert: 26 * 64 * 3, 'shared-expert': 26 * 3, router: 26, other: 2 + 27 * 3 + 3, vector: 1 },
  },
  'DeepSeek-V3 in FP8': {
    model: deepseekV3,
    structure: {
      family: 'deepseek_v3',
      layers: 62,
      layerLabels: [...range(0, 61).map(String), 'mtp 61'],
      moeLayers: range(3, 62),
      expertsPerLayer: 256,
      topK: 8,
      sharedExperts: 1,
    },
    roles: {
      router: 59,
      other: 2 + 1,
      vector: 1 + 59 + 2,
      undrawn: 62 * 2 + 3 * 3 + 59 * 256 * 3 + 59 * 3,
      companion: 59 * 256 * 3,
    },
  },
  'gpt-oss-20b in bf16': {
    model: gptOss20bPlain,
    structure: {
      family: 'gpt_oss',
      layers: 24,
      moeLayers: range(0, 24),
      expertsPerLayer: 32,
      topK: 4,
      sharedExperts: 0,
    },
    roles: {
      expert: 24 * 32 * 3,
      router: 24,
      other: 2 + 24,
      // sinks, router biases, and the experts' biases cut like their matrices
      vector: 1 + 24 * 2 + 24 * 32 * 3,
    },
  },
  'gpt-oss-20b in MXFP4': {
    model: gptOss20bPacked,
    structure: { family: 'gpt_oss', layers: 24, moeLayers: range(0, 24), expertsPerLayer: 32, topK: 4 },
    roles: {
      code: 24 * 32 * 2,
      companion: 24 * 32 * 2,
      router: 24,
      other: 2 + 24,
      vector: 1 + 24 * 2 + 24 * 32 * 3,
    },
  },
  'Switch Base 8': {
    model: switchBase8,
    structure: {
      family: 'switch_transformers',
      layers: 24,
      layerLabels: [...range(0, 12).map((i) => `enc ${i}`), ...range(0, 12).map((i) => `dec ${i}`)],
      moeLayers: [...odd(12), ...odd(12).map((i) => 12 + i)],
      expertsPerLayer: 8,
      topK: 1,
      sharedExperts: 0,
    },
    roles: { expert: 12 * 8 * 2, router: 12, other: 2 + 24 + 12 + 1 + 24 },
  },
};

describe.each(Object.entries(models))('structureOf %s', (_, { model, structure, roles }) => {
  const found = structureOf(model);

  it('finds family, layers, experts, top-k and shared experts', () => {
    expect(found).toMatchObject(structure);
    expect(found.layerLabels).toHaveLength(found.layers);
    expect(found.notices).toEqual([]);
  });

  it('gives every part its role', () => {
    expect(countBy(found.parts, ({ role }) => role)).toEqual(roles);
  });

  it('counts every element of every tensor once', () => {
    expectComplete(found, model.tensors);
  });

  it('finds the same without config.json, but for top-k', () => {
    const bare = structureOf({ tensors: model.tensors, config: null });
    const { topK, notices, ...rest } = bare;
    expect(rest).toEqual({ ...rest, ...pick(found, Object.keys(rest) as (keyof typeof rest)[]) });
    expect(topK === null || topK === found.topK).toBe(true);
    expect(notices).toEqual([]);
  });
});

describe('family by names', () => {
  it('names the look-alikes where only experts are there to go by', () => {
    const { family, notices } = structureOf({
      tensors: tensorEntries({ 'model.layers.{2}.mlp.experts.{4}.gate_proj.weight': [8, 4] }),
      config: null,
    });
    expect(family).toBe('qwen3_moe');
    expect(notices).toEqual([
      {
        code: 'family-guessed',
        facts: { family: 'Qwen3-MoE', alternatives: ['OLMoE', 'Qwen2-MoE', 'DeepSeek-V2', 'DeepSeekMoE'] },
      },
    ]);
  });

  it('tells OLMoE from Qwen3 by the width of the norm on queries', () => {
    const withNorm = (width: number) =>
      structureOf({
        tensors: tensorEntries({
          'model.layers.0.mlp.experts.{4}.gate_proj.weight': [8, 16],
          'model.layers.0.self_attn.q_proj.weight': [16, 16],
          'model.layers.0.self_attn.q_norm.weight': [width],
        }),
        config: null,
      }).family;
    expect(withNorm(16)).toBe('olmoe');
    expect(withNorm(4)).toBe('qwen3_moe');
  });

  it('trusts architectures where there is no model_type', () => {
    const config = { architectures: ['OlmoeForCausalLM'] };
    expect(structureOf({ tensors: qwen3Moe30b.tensors, config }).family).toBe('olmoe');
  });

  it('reads the settings of the language model inside a multimodal config', () => {
    const found = structureOf({
      tensors: tensorEntries({
        'language_model.model.layers.{2}.mlp.experts.{4}.gate_proj.weight': [8, 4],
        'vision_tower.vision_model.encoder.layers.{3}.mlp.fc1.weight': [8, 4],
      }),
      config: {
        model_type: 'kimi_vl',
        text_config: { model_type: 'deepseek_v3', n_routed_experts: 4, num_experts_per_tok: 2 },
      },
    });
    expect(found).toMatchObject({ family: 'kimi_vl_k25', topK: 2, moeLayers: [0, 1], notices: [] });
    expect(found.layerLabels).toEqual(['0', '1', 'vision_tower 0', 'vision_tower 1', 'vision_tower 2']);
  });

  it('does not believe a config whose family can read none of the experts', () => {
    const config = { ...mixtral8x7b.config, model_type: 'switch_transformers', architectures: [] };
    const { family, familyName, notices, expertsPerLayer } = structureOf({ ...mixtral8x7b, config });
    expect([family, familyName, expertsPerLayer]).toEqual([
      'generic',
      'Unknown family (switch_transformers)',
      8,
    ]);
    expect(notices).toEqual([{ code: 'family-unknown', facts: { experts: true } }]);
  });

  it('keeps the name of an unknown family whose names are known', () => {
    const config = { ...mixtral8x7b.config, model_type: 'mixtral_of_tomorrow', architectures: [] };
    const found = structureOf({ ...mixtral8x7b, config });
    expect(found.familyName).toBe('Unknown family (mixtral_of_tomorrow)');
    expect(found.parts).toEqual(structureOf(mixtral8x7b).parts);
  });

  it('believes the tensors, and says where config.json differs', () => {
    const tensors = mixtral8x7b.tensors.filter(({ name }) => !/layers\.(?:30|31)\.|experts\.7\./.test(name));
    const found = structureOf({ ...mixtral8x7b, tensors });
    expect(found).toMatchObject({ layers: 30, expertsPerLayer: 7, topK: 2 });
    expect(found.notices).toEqual([
      { code: 'config-disagrees', facts: { key: 'num_local_experts', config: 8, tensors: 7 } },
      { code: 'config-disagrees', facts: { key: 'num_hidden_layers', config: 32, tensors: 30 } },
    ]);
  });

  it('says so when config.json speaks of experts and there are none', () => {
    const tensors = mixtral8x7b.tensors.filter(({ name }) => !name.includes('expert'));
    const found = structureOf({ ...mixtral8x7b, tensors });
    expect(found).toMatchObject({ family: 'mixtral', expertsPerLayer: 0, moeLayers: [], topK: null });
    expect(found.notices.map(({ code }) => code)).toEqual(['config-disagrees']);
  });
});

describe('wrappers and prefixes', () => {
  it.each([
    '',
    'model.',
    'module.model.',
    '_orig_mod.model.',
    'language_model.model.',
    'base_model.model.model.',
  ])('are tolerated: "%s"', (prefix) => {
    const found = structureOf({
      tensors: tensorEntries({
        [`${prefix}layers.{3}.block_sparse_moe.gate.weight`]: [4, 8],
        [`${prefix}layers.{3}.block_sparse_moe.experts.{4}.w1.weight`]: [16, 8],
      }),
      config: null,
    });
    expect(found).toMatchObject({ family: 'mixtral', layers: 3, layerLabels: ['0', '1', '2'] });
    expect(countBy(found.parts, ({ role }) => role)).toEqual({ router: 3, expert: 12 });
  });

  it('are tolerated inside a layer too', () => {
    const { parts } = structureOf({
      tensors: tensorEntries({
        'model.layers.0._fsdp_wrapped_module.block_sparse_moe.experts.1.w2.weight': [8, 16],
        'model.layers.0.block_sparse_moe.experts.0.w2.base_layer.weight': [8, 16],
      }),
      config: null,
    });
    expect(parts).toMatchObject([
      { role: 'expert', layer: 0, expert: 1, projection: 'down' },
      { role: 'expert', layer: 0, expert: 0, projection: 'down' },
    ]);
  });
});

describe('fused experts', () => {
  it('come apart into gate, up and down as transformers 5 stores them', () => {
    const tensors = tensorEntries({
      'model.layers.0.mlp.gate.weight': [4, 8],
      'model.layers.0.mlp.experts.gate_up_proj': [4, 6, 8],
      'model.layers.0.mlp.experts.down_proj': [4, 8, 3],
    });
    const found = structureOf({ tensors, config: { model_type: 'mixtral' } });
    expect(found).toMatchObject({ family: 'mixtral', expertsPerLayer: 4, moeLayers: [0] });
    const gateUp = partsOf(found, tensors, 'model.layers.0.mlp.experts.gate_up_proj');
    expect(gateUp.map(({ expert, projection, region }) => [expert, projection, region])).toEqual(
      range(0, 4).flatMap((expert) => [
        [expert, 'gate', { offset: expert * 48, dimensions: [{ size: 24, stride: 1 }] }],
        [expert, 'up', { offset: expert * 48 + 24, dimensions: [{ size: 24, stride: 1 }] }],
      ]),
    );
    const down = partsOf(found, tensors, 'model.layers.0.mlp.experts.down_proj');
    expect(down.map(({ expert, projection }) => [expert, projection])).toEqual(
      range(0, 4).map((expert) => [expert, 'down']),
    );
    expectComplete(found, tensors);
  });

  it('come apart along the other axis where the width of the model shows that they are transposed', () => {
    const tensors = tensorEntries({
      'model.language_model.layers.0.mlp.gate.weight': [4, 8],
      'model.language_model.layers.0.mlp.experts.gate_up_proj': [4, 8, 6],
    });
    const { parts } = structureOf({ tensors, config: { model_type: 'qwen3_moe' } });
    expect(parts.at(-1)).toMatchObject({
      expert: 3,
      projection: 'up',
      region: {
        offset: 3 * 48 + 3,
        dimensions: [
          { size: 8, stride: 6 },
          { size: 3, stride: 1 },
        ],
      },
    });
  });

  it('are interleaved columns in gpt-oss, and rows in its original files', () => {
    const plain = structureOf({
      tensors: tensorEntries({ 'model.layers.0.mlp.experts.gate_up_proj': [2, 3, 4] }),
      config: { model_type: 'gpt_oss' },
    });
    expect(plain.parts.map(({ projection, region }) => [projection, region])).toEqual(
      [0, 12].flatMap((offset) => [
        ['gate', { offset, dimensions: [{ size: 6, stride: 2 }] }],
        ['up', { offset: offset + 1, dimensions: [{ size: 6, stride: 2 }] }],
      ]),
    );
    const original = structureOf({
      tensors: tensorEntries({ 'block.0.mlp.mlp1_weight': [2, 4, 3] }),
      config: { model_type: 'gpt_oss' },
    });
    expect(original.parts[1]).toMatchObject({
      expert: 0,
      projection: 'up',
      region: {
        offset: 3,
        dimensions: [
          { size: 2, stride: 6 },
          { size: 3, stride: 1 },
        ],
      },
    });
  });

  it('are runs of rows in the first files of Mixtral', () => {
    const tensors = tensorEntries({
      'layers.{2}.block_sparse_moe.gate.weight': [4, 8],
      'layers.{2}.block_sparse_moe.w1': [24, 8],
      'layers.{2}.block_sparse_moe.w2': [24, 8],
      'layers.{2}.block_sparse_moe.w3': [24, 8],
    });
    const found = structureOf({ tensors, config: null });
    expect(found).toMatchObject({ family: 'mixtral', expertsPerLayer: 4, notices: [] });
    expect(partsOf(found, tensors, 'layers.1.block_sparse_moe.w2')[3]).toMatchObject({
      layer: 1,
      expert: 3,
      projection: 'down',
      region: { offset: 144, dimensions: [{ size: 48, stride: 1 }] },
    });
    expectComplete(found, tensors);
  });

  it('are stacks in MLX, cut by expert also where they are packed', () => {
    const stack = 'model.layers.0.block_sparse_moe.switch_mlp.gate_proj';
    const plain = structureOf({
      tensors: tensorEntries({ [`${stack}.weight`]: [4, 6, 8] }),
      config: { model_type: 'mixtral' },
    });
    expect(plain.parts).toHaveLength(4);
    expect(plain.parts[2]).toMatchObject({ role: 'expert', expert: 2, projection: 'gate' });
    const packed = structureOf({
      tensors: [
        tensorEntry(`${stack}.weight`, [4, 6, 1], { dtype: 'U32' }),
        ...tensorEntries({ [`${stack}.scales`]: [4, 6, 1], [`${stack}.biases`]: [4, 6, 1] }),
      ],
      config: { model_type: 'mixtral' },
    });
    expect(packed.parts.map(({ role, expert }) => [role, expert])).toEqual(
      ['code', 'companion', 'companion'].flatMap((role) => range(0, 4).map((expert) => [role, expert])),
    );
    expect(packed.expertsPerLayer).toBe(4);
  });

  const gateUp = 'model.layers.0.mlp.experts.gate_up_proj';
  it.each<[string, readonly number[], number]>([
    ['two axes only', [48, 8], 1],
    ['more experts than the router knows', [5, 6, 8], 1],
    ['a billion experts', [1e9, 2, 1], 1],
    ['no expert at all', [0, 6, 8], 1],
    ['an odd number of rows', [4, 7, 8], 4],
  ])('stay as they are with %s', (_, shape, count) => {
    const tensors = [
      ...tensorEntries({ 'model.layers.0.mlp.gate.weight': [4, 8] }),
      tensorEntry(gateUp, shape),
    ];
    const found = structureOf({ tensors, config: { model_type: 'mixtral' } });
    const parts = partsOf(found, tensors, gateUp);
    expect(parts).toHaveLength(count);
    expect(parts[0]).toMatchObject({
      role: count === 1 ? 'other' : 'expert',
      expert: count === 1 ? null : 0,
      layer: 0,
      projection: 'gateUp',
    });
    expect(found.notices).toEqual([{ code: 'fused-not-cut', facts: { tensors: 1, examples: [gateUp] } }]);
    expectComplete(found, tensors);
  });

  it('are not cut into more parts than a tab can hold', () => {
    const tensors = tensorEntries({ 'model.layers.{40}.mlp.experts.down_proj': [65_536, 1, 1] });
    const found = structureOf({ tensors, config: { model_type: 'mixtral' } });
    expect(found.parts.length).toBe(7 * 65_536 + 33);
    expect(found.notices.map(({ code }) => code)).toContain('fused-not-cut');
    expect(found.parts.at(-1)).toMatchObject({ role: 'other', parameters: 65_536 });
  });
});

describe('shared experts', () => {
  const without = (model: NamedModel, key: string) => ({ ...model.config, [key]: undefined });

  it('are counted by their width where config.json does not tell', () => {
    const config = without(deepseekMoe16b, 'n_shared_experts');
    expect(structureOf({ ...deepseekMoe16b, config }).sharedExperts).toBe(2);
  });

  it('have a layer and a projection, but are no numbered expert', () => {
    const { parts } = structureOf(deepseekV2Lite);
    const shared = parts.filter(({ role }) => role === 'shared-expert');
    expect(shared[0]).toMatchObject({ layer: 1, expert: null, projection: 'gate' });
    expect(new Set(shared.map(({ projection }) => projection))).toEqual(new Set(['gate', 'up', 'down']));
  });
});

describe('roles', () => {
  const roleOf = (more: Partial<TensorEntry>, name = 'model.layers.0.mlp.experts.0.up_proj.weight') =>
    structureOf({ tensors: [tensorEntry(name, [4, 4], more)], config: null }).parts.map(({ role }) => role);

  it.each<[string, Partial<TensorEntry>]>([
    ['expert', {}],
    ['alias', { aliasOf: 'other' }],
    ['undrawn', { dtype: 'F8_E4M3', undrawn: 'needs-scale' }],
    ['undrawn', { undrawn: 'expanded-view' }],
    ['undrawn', { dtype: 'C64', undrawn: 'complex' }],
    ['code', { dtype: 'U8' }],
    ['code', { dtype: 'I32', undrawn: 'packed-codes' }],
    ['code', { dtype: 'BOOL' }],
    ['companion', { dtype: 'F8_E8M0' }],
    ['vector', { shape: [16] }],
    ['vector', { shape: [] }],
  ])('%s', (role, more) => {
    expect(roleOf(more)).toEqual([role]);
  });

  it('keep layer and expert whatever the role', () => {
    const { parts, moeLayers, expertsPerLayer } = structureOf({
      tensors: [
        tensorEntry('model.layers.2.mlp.experts.5.up_proj.weight_packed', [4, 4], { dtype: 'I32' }),
        tensorEntry('model.layers.2.mlp.experts.5.up_proj.weight_scale', [4, 1]),
        tensorEntry('model.layers.2.mlp.experts.5.up_proj.bias', [4]),
      ],
      config: null,
    });
    expect(parts).toMatchObject(
      ['code', 'companion', 'vector'].map((role) => ({ role, layer: 2, expert: 5, projection: 'up' })),
    );
    expect([moeLayers, expertsPerLayer]).toEqual([[2], 6]);
  });

  it('of an optimiser’s state say nothing of the model', () => {
    const found = structureOf({
      tensors: [
        ...tensorEntries({ 'model.layers.0.mlp.experts.{2}.up_proj.weight': [4, 4] }),
        ...tensorEntries(
          { 'optimizer.model.layers.9.mlp.experts.{7}.up_proj.weight.exp_avg': [4, 4] },
          { isOptimizerState: true },
        ),
      ],
      config: null,
    });
    expect(found).toMatchObject({ layers: 1, expertsPerLayer: 2 });
    expect(countBy(found.parts, ({ role }) => role)).toEqual({ expert: 2, optimizer: 7 });
    expect(found.parts.at(-1)).toMatchObject({ layer: null, expert: null, projection: null });
  });

  it('of strided tensors keep their regions', () => {
    const { parts } = structureOf({
      tensors: [tensorEntry('model.layers.0.mlp.experts.0.up_proj.weight', [3, 2], { strides: [1, 6] })],
      config: null,
    });
    expect(parts[0]!.region).toEqual({
      offset: 0,
      dimensions: [
        { size: 2, stride: 6 },
        { size: 3, stride: 1 },
      ],
    });
  });
});

describe('dense models', () => {
  const dense: Readonly<
    Record<string, readonly [shapes: Record<string, readonly number[]>, layers: number]>
  > = {
    Llama: [
      {
        'model.embed_tokens.weight': [32, 8],
        'model.layers.{2}.self_attn.q_proj.weight': [8, 8],
        'model.layers.{2}.mlp.gate_proj.weight': [16, 8],
        'model.layers.{2}.mlp.up_proj.weight': [16, 8],
        'model.layers.{2}.mlp.down_proj.weight': [8, 16],
      },
      2,
    ],
    'Phi-3': [
      {
        'model.layers.{2}.mlp.gate_up_proj.weight': [32, 8],
        'model.layers.{2}.mlp.down_proj.weight': [8, 16],
      },
      2,
    ],
    'GPT-2': [
      {
        'h.{3}.attn.c_proj.weight': [8, 8],
        'h.{3}.mlp.c_fc.weight': [8, 32],
        'h.{3}.mlp.c_proj.weight': [32, 8],
      },
      3,
    ],
    T5: [
      {
        'encoder.block.{2}.layer.1.DenseReluDense.wi_0.weight': [16, 8],
        'encoder.block.{2}.layer.1.DenseReluDense.wi_1.weight': [16, 8],
        'encoder.block.{2}.layer.1.DenseReluDense.wo.weight': [8, 16],
        'decoder.block.{2}.layer.2.DenseReluDense.wi_0.weight': [16, 8],
        'decoder.block.{2}.layer.2.DenseReluDense.wi_1.weight': [16, 8],
        'decoder.block.{2}.layer.2.DenseReluDense.wo.weight': [8, 16],
      },
      4,
    ],
    BERT: [
      {
        'bert.encoder.layer.{2}.attention.output.dense.weight': [8, 8],
        'bert.encoder.layer.{2}.intermediate.dense.weight': [32, 8],
        'bert.encoder.layer.{2}.output.dense.weight': [8, 32],
      },
      2,
    ],
    'Llama as llama.cpp names it': [
      {
        'blk.{2}.attn_q.weight': [8, 8],
        'blk.{2}.ffn_gate.weight': [16, 8],
        'blk.{2}.ffn_up.weight': [16, 8],
        'blk.{2}.ffn_down.weight': [8, 16],
      },
      2,
    ],
  };

  it.each(Object.entries(dense))('open with layers and projections: %s', (_, [shapes, layers]) => {
    const tensors = tensorEntries(shapes);
    const found = structureOf({ tensors, config: null });
    expect(found).toMatchObject({
      family: 'dense',
      layers,
      moeLayers: [],
      expertsPerLayer: 0,
      topK: null,
      sharedExperts: 0,
      notices: [],
    });
    expect(found.parts.every(({ role, expert }) => role === 'other' && expert === null)).toBe(true);
    const perLayer = countBy(
      found.parts.filter(({ projection }) => projection !== null),
      ({ layer, projection }) => `${layer} ${projection}`,
    );
    const isGated = 'gate' in countBy(found.parts, ({ projection }) => projection ?? 'none');
    const expected = isGated ? ['gate', 'up', 'down'] : ['up', 'down'];
    expect(perLayer).toEqual(
      Object.fromEntries(range(0, layers).flatMap((layer) => expected.map((p) => [`${layer} ${p}`, 1]))),
    );
    expectComplete(found, tensors);
  });

  it('are said to be unrecognised where not even a projection is known', () => {
    const found = structureOf({ tensors: tensorEntries({ a: [4, 4], b: [4] }), config: null });
    expect(found).toMatchObject({ family: 'dense', layers: 0, layerLabels: [] });
    expect(found.notices).toEqual([{ code: 'family-unknown', facts: { experts: false } }]);
    expect(found.parts.map(({ role, layer }) => [role, layer])).toEqual([
      ['other', null],
      ['vector', null],
    ]);
  });
});

describe('hostile checkpoints', () => {
  const word = fc.constantFrom(
    ...(
      'model layers h block blocks encoder decoder mtp mlp experts expert shared_experts gate router gate_up_proj ' +
      'up_proj down_proj w1 w2 block_sparse_moe feed_forward switch_mlp expert_3 layer_7 # 0 1 7 99999 100000 ' +
      'weight bias kernel scales blocks gate_up_proj_blocks down_proj_bias constructor __proto__'
    ).split(' '),
  );
  const size = fc.oneof({ weight: 9, arbitrary: fc.nat(6) }, { weight: 1, arbitrary: fc.constant(70_000) });
  const tensor = fc.record({
    name: fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join('.')),
    shape: fc.array(size, { maxLength: 3 }),
    dtype: fc.constantFrom('BF16', 'F32', 'F8_E4M3', 'F8_E8M0', 'U8', 'I64', 'BOOL', 'C64'),
  });
  const config = fc.option(
    fc.dictionary(
      fc.constantFrom(
        'model_type',
        'num_local_experts',
        'num_hidden_layers',
        'num_experts_per_tok',
        'text_config',
      ),
      fc.oneof(
        fc.constantFrom(...families.map(({ id }) => id)),
        fc.integer(),
        fc.array(fc.integer({ min: 0, max: 9 })),
        fc.jsonValue({ maxDepth: 2 }),
      ),
    ),
  );

  it('end in a structure that counts every element once and whose ids have a label', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 12 }),
        config,
        (named, settings) => {
          const tensors = named.map(({ name, shape, dtype }) =>
            tensorEntry(name, shape, { dtype: dtype as TensorEntry['dtype'] }),
          );
          const found = structureOf({ tensors, config: settings });
          expectComplete(found, tensors);
          expect(found.layerLabels).toHaveLength(found.layers);
          expect(found.layerLabels.every((label) => label !== '')).toBe(true);
          for (const { layer, expert } of found.parts) {
            expect(layer === null || layer < found.layers).toBe(true);
            expect(expert === null || expert < found.expertsPerLayer || layer === null).toBe(true);
          }
        },
      ),
      { seed: 20_261_122, numRuns: 1000 },
    );
  });
});

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}

function expectComplete({ parts }: Structure, tensors: readonly TensorEntry[]): void {
  const counted = tensors.map(() => 0);
  for (const { tensor, parameters, region } of parts) {
    expect(regionElements(region)).toBe(parameters);
    counted[tensor]! += parameters;
  }
  expect(counted).toEqual(tensors.map(({ shape }) => elementCount(shape)));
}

/** Parts of one tensor, by name. */
function partsOf(structure: Structure, tensors: readonly TensorEntry[], name: string): Part[] {
  const index = tensors.findIndex((tensor) => tensor.name === name);
  return structure.parts.filter(({ tensor }) => tensor === index);
}
