import { describe, expect, it } from 'vitest';
import { tensorEntries } from '../../testing/tensors.ts';
import type { FamilyId } from './index.ts';
import { structureOf } from './structure-of.ts';

const HIDDEN = 16;

/** Experts as two dozen families name them, and what they have beside. */
const perExpert = {
  'model.layers.{2}.mlp.gate.weight': [4, HIDDEN],
  'model.layers.{2}.mlp.experts.{4}.gate_proj.weight': [6, HIDDEN],
  'model.layers.{2}.mlp.experts.{4}.up_proj.weight': [6, HIDDEN],
  'model.layers.{2}.mlp.experts.{4}.down_proj.weight': [HIDDEN, 6],
};
const blockSparse = {
  'model.layers.{2}.block_sparse_moe.gate.weight': [4, HIDDEN],
  'model.layers.{2}.block_sparse_moe.experts.{4}.w1.weight': [6, HIDDEN],
  'model.layers.{2}.block_sparse_moe.experts.{4}.w3.weight': [6, HIDDEN],
  'model.layers.{2}.block_sparse_moe.experts.{4}.w2.weight': [HIDDEN, 6],
};
const attention = ['q_proj', 'k_proj', 'v_proj', 'o_proj'].map((name) => `self_attn.${name}.weight`);
const latent = ['q_a_proj', 'kv_a_proj_with_mqa', 'kv_b_proj', 'o_proj'].map(
  (name) => `self_attn.${name}.weight`,
);
const shared = ['mlp.shared_experts.gate_proj.weight', 'mlp.shared_experts.down_proj.weight'];
const gatedShared = ['mlp.shared_expert.gate_proj.weight', 'mlp.shared_expert_gate.weight'];
const correction = 'mlp.gate.e_score_correction_bias';

/** Names inside a layer; the vectors of a norm on each head are short, those over all heads are not. */
const marks: readonly (readonly [
  FamilyId,
  Readonly<Record<string, readonly number[]>>,
  readonly string[],
])[] = [
  ['qwen3_moe', perExpert, [...attention, 'self_attn.q_norm.weight/4']],
  ['olmoe', perExpert, [...attention, 'self_attn.q_norm.weight/16']],
  [
    'flex_olmo',
    perExpert,
    [...attention, 'self_attn.q_norm.weight/16', 'post_feedforward_layernorm.weight/16'],
  ],
  ['qwen2_moe', perExpert, [...attention, ...gatedShared]],
  [
    'qwen3_next',
    perExpert,
    [...gatedShared, 'linear_attn.in_proj_qkvz.weight', 'linear_attn.out_proj.weight'],
  ],
  [
    'qwen3_5_moe',
    perExpert,
    [...gatedShared, 'linear_attn.in_proj_qkv.weight', 'linear_attn.out_proj.weight'],
  ],
  ['deepseek_moe', perExpert, [...attention, ...shared]],
  ['deepseek_v2', perExpert, [...latent, ...shared]],
  ['deepseek_v3', perExpert, [...latent, ...shared, `${correction}/4`]],
  ['glm4_moe', perExpert, [...attention, ...shared, 'self_attn.q_proj.bias/16', `${correction}/4`]],
  ['dots1', perExpert, [...attention, ...shared, 'self_attn.q_norm.weight/4', `${correction}/4`]],
  ['mimo_v2_flash', perExpert, [...attention, 'self_attn.attention_sink_bias/4', `${correction}/4`]],
  [
    'exaone_moe',
    perExpert,
    [...attention, ...shared, 'self_attn.q_norm.weight/4', 'mlp.e_score_correction_bias/4'],
  ],
  ['ernie4_5_moe', perExpert, [...attention, ...shared, 'mlp.moe_statics.e_score_correction_bias/4']],
  ['bailing_moe', perExpert, [...shared, 'attention.query_key_value.weight', 'mlp.gate.expert_bias/4']],
  ['bailing_moe', perExpert, [...shared, 'attention.query_key_value.weight']],
  ['klear', perExpert, [...attention, ...shared, 'mlp.expert_bias/4', 'mlp.coefficient.weight']],
  ['mixtral', blockSparse, attention],
  ['phimoe', blockSparse, [...attention, 'input_layernorm.bias/16']],
  ['minimax', blockSparse, [...attention, 'block_sparse_moe.e_score_correction_bias/4']],
  [
    'minimax',
    blockSparse,
    ['self_attn.qkv_proj.weight', 'self_attn.output_gate.weight', 'self_attn.out_proj.weight'],
  ],
  ['kimi_linear', blockSparse, [...latent, 'block_sparse_moe.shared_experts.gate_proj.weight']],
  ['grok2', blockSparse, [...attention, 'pre_moe_norm.weight/16', 'post_moe_norm.weight/16']],
  ['arctic', blockSparse, [...attention, 'residual_mlp.w1.weight', 'residual_mlp.w2.weight']],
];

describe('families that name their experts alike', () => {
  it.each(marks)('%s is told by what it has beside', (family, experts, beside) => {
    const around = beside.map((mark): [string, number[]] => {
      const [name = '', width] = mark.split('/');
      return [`model.layers.{2}.${name}`, width === undefined ? [HIDDEN, HIDDEN] : [Number(width)]];
    });
    const found = structureOf({
      tensors: tensorEntries({ ...experts, ...Object.fromEntries(around) }),
      config: null,
    });
    expect(found).toMatchObject({ family, notices: [], expertsPerLayer: 4 });
  });

  it('are told by which way fused experts lie', () => {
    const fused = (shape: readonly number[]) =>
      structureOf({
        tensors: tensorEntries({
          'model.language_model.layers.{2}.self_attn.q_proj.weight': [HIDDEN, HIDDEN],
          'model.language_model.layers.{2}.self_attn.q_norm.weight': [4],
          'model.language_model.layers.{2}.mlp.gate.weight': [4, HIDDEN],
          'model.language_model.layers.{2}.mlp.experts.gate_up_proj': shape,
        }),
        config: null,
      });
    expect(fused([4, HIDDEN, 12]).family).toBe('qwen3_vl_moe');
    expect(fused([4, 12, HIDDEN]).family).toBe('qwen3_moe');
  });

  it('are not told by stacks that any family may be saved as', () => {
    const stacks = {
      'model.layers.{2}.mlp.experts.gate_up_proj': [4, 12, HIDDEN],
      'model.layers.{2}.mlp.experts.down_proj': [4, HIDDEN, 6],
    };
    const bare = structureOf({
      tensors: tensorEntries({ 'model.layers.{2}.mixer.switch_mlp.fc1.weight': [4, 6, 8] }),
      config: null,
    });
    expect(bare).toMatchObject({ family: 'generic', expertsPerLayer: 4 });
    const routed = structureOf({
      tensors: tensorEntries({ ...stacks, 'model.layers.{2}.mlp.gate.weight': [4, HIDDEN] }),
      config: null,
    });
    expect(routed.family).toBe('mixtral');
    expect(routed.notices).toMatchObject([{ facts: { alternatives: ['Qwen3-MoE', 'OLMoE'] } }]);
  });

  it('are told by settings where nothing else does', () => {
    const tensors = tensorEntries(perExpert);
    for (const model_type of ['solar_open', 'kimi_vl', 'glm_moe_dsa', 'laguna']) {
      const { family, notices } = structureOf({ tensors, config: { model_type } });
      expect(family).not.toBe('generic');
      expect(notices).toEqual([]);
    }
  });
});

describe('names that dense models have too', () => {
  it.each(['phi-msft', 'nomic_bert', 'mistral3', 'nemotron_h'])(
    '%s without experts is dense',
    (model_type) => {
      const tensors = tensorEntries({ 'model.layers.{2}.mlp.fc1.weight': [8, 4] });
      expect(structureOf({ tensors, config: { model_type } })).toMatchObject({
        family: 'dense',
        notices: [],
      });
    },
  );
});

describe('two sets of experts in one model', () => {
  it('are layers of their own where each has its stack', () => {
    const found = structureOf({
      tensors: tensorEntries({
        'thinker.model.embed_tokens.weight': [32, HIDDEN],
        'thinker.model.layers.{2}.self_attn.q_norm.weight': [4],
        'thinker.model.layers.{2}.mlp.experts.{4}.up_proj.weight': [6, HIDDEN],
        'talker.model.layers.{1}.mlp.experts.{3}.up_proj.weight': [6, HIDDEN],
        'talker.model.layers.{1}.mlp.shared_expert.up_proj.weight': [6, HIDDEN],
      }),
      config: null,
    });
    expect(found).toMatchObject({
      family: 'qwen3_omni_moe',
      layerLabels: ['thinker 0', 'thinker 1', 'talker 0'],
      moeLayers: [0, 1, 2],
      expertsPerLayer: 4,
    });
  });

  it('are numbered on where they share a layer, each with its router', () => {
    const found = structureOf({
      tensors: tensorEntries({
        'model.layers.{1-2}.mlp.gate.weight': [HIDDEN, 4],
        'model.layers.{1-2}.mlp.gate.weight_1': [HIDDEN, 4],
        'model.layers.{1-2}.mlp.moe_statics.e_score_correction_bias': [2, 4],
        'model.layers.{1-2}.mlp.experts.{8}.up_proj.weight': [6, HIDDEN],
        'model.layers.0.mlp.up_proj.weight': [6, HIDDEN],
      }),
      config: { model_type: 'ernie4_5_moe_vl', moe_num_experts: [4, 4], moe_k: 2, num_hidden_layers: 3 },
    });
    expect(found).toMatchObject({
      family: 'ernie4_5_moe',
      moeLayers: [1, 2],
      expertsPerLayer: 8,
      topK: 2,
      notices: [],
    });
    const roles = found.parts.filter(({ layer }) => layer === 1).map(({ role }) => role);
    expect(roles.filter((role) => role === 'router')).toHaveLength(2);
    expect(roles.filter((role) => role === 'vector')).toHaveLength(1);
  });
});
