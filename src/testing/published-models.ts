/**
 * Published checkpoints by their names, shapes and the part of config.json that matters, without their bytes. Sizes
 * are those of the models' public configurations.
 */
import type { ModelConfig } from '../core/checkpoint.ts';
import type { TensorEntry } from '../core/tensor.ts';
import { tensorEntries } from './tensors.ts';

export interface NamedModel {
  readonly config: ModelConfig;
  readonly tensors: readonly TensorEntry[];
}

function attention(prefix: string, { hidden, keys = hidden }: { hidden: number; keys?: number }) {
  return {
    [`${prefix}.q_proj.weight`]: [hidden, hidden],
    [`${prefix}.k_proj.weight`]: [keys, hidden],
    [`${prefix}.v_proj.weight`]: [keys, hidden],
    [`${prefix}.o_proj.weight`]: [hidden, hidden],
  };
}

function gated(prefix: string, hidden: number, ffn: number) {
  return {
    [`${prefix}.gate_proj.weight`]: [ffn, hidden],
    [`${prefix}.up_proj.weight`]: [ffn, hidden],
    [`${prefix}.down_proj.weight`]: [hidden, ffn],
  };
}

function embeddings(hidden: number, vocabulary: number) {
  return {
    'model.embed_tokens.weight': [vocabulary, hidden],
    'model.norm.weight': [hidden],
    'lm_head.weight': [vocabulary, hidden],
  };
}

export const mixtral8x7b: NamedModel = {
  config: {
    architectures: ['MixtralForCausalLM'],
    model_type: 'mixtral',
    num_hidden_layers: 32,
    hidden_size: 4096,
    num_local_experts: 8,
    num_experts_per_tok: 2,
  },
  tensors: tensorEntries({
    ...embeddings(4096, 32_000),
    'model.layers.{32}.input_layernorm.weight': [4096],
    ...attention('model.layers.{32}.self_attn', { hidden: 4096, keys: 1024 }),
    'model.layers.{32}.block_sparse_moe.gate.weight': [8, 4096],
    'model.layers.{32}.block_sparse_moe.experts.{8}.w1.weight': [14_336, 4096],
    'model.layers.{32}.block_sparse_moe.experts.{8}.w2.weight': [4096, 14_336],
    'model.layers.{32}.block_sparse_moe.experts.{8}.w3.weight': [14_336, 4096],
  }),
};

export const qwen15Moe: NamedModel = {
  config: {
    model_type: 'qwen2_moe',
    num_hidden_layers: 24,
    hidden_size: 2048,
    num_experts: 60,
    num_experts_per_tok: 4,
  },
  tensors: tensorEntries({
    ...embeddings(2048, 151_936),
    ...attention('model.layers.{24}.self_attn', { hidden: 2048 }),
    'model.layers.{24}.self_attn.q_proj.bias': [2048],
    'model.layers.{24}.mlp.gate.weight': [60, 2048],
    ...gated('model.layers.{24}.mlp.experts.{60}', 2048, 1408),
    ...gated('model.layers.{24}.mlp.shared_expert', 2048, 5632),
    'model.layers.{24}.mlp.shared_expert_gate.weight': [1, 2048],
  }),
};

export const qwen3Moe30b: NamedModel = {
  config: {
    model_type: 'qwen3_moe',
    num_hidden_layers: 48,
    hidden_size: 2048,
    num_experts: 128,
    num_experts_per_tok: 8,
  },
  tensors: tensorEntries({
    ...embeddings(2048, 151_936),
    'model.layers.{48}.self_attn.q_proj.weight': [4096, 2048],
    'model.layers.{48}.self_attn.q_norm.weight': [128],
    'model.layers.{48}.self_attn.k_norm.weight': [128],
    'model.layers.{48}.mlp.gate.weight': [128, 2048],
    ...gated('model.layers.{48}.mlp.experts.{128}', 2048, 768),
  }),
};

/** Twelve of the 48 layers, and the module that predicts a further token. */
export const qwen3Next: NamedModel = {
  config: {
    model_type: 'qwen3_next',
    num_hidden_layers: 12,
    hidden_size: 2048,
    num_experts: 512,
    num_experts_per_tok: 10,
  },
  tensors: tensorEntries({
    ...embeddings(2048, 151_936),
    'model.layers.{12}.linear_attn.in_proj_qkvz.weight': [12_288, 2048],
    'model.layers.{12}.linear_attn.conv1d.weight': [8192, 1, 4],
    'model.layers.{12}.linear_attn.out_proj.weight': [2048, 4096],
    'model.layers.{12}.mlp.gate.weight': [512, 2048],
    ...gated('model.layers.{12}.mlp.experts.{512}', 2048, 512),
    ...gated('model.layers.{12}.mlp.shared_expert', 2048, 512),
    'model.layers.{12}.mlp.shared_expert_gate.weight': [1, 2048],
    'mtp.fc.weight': [2048, 4096],
    'mtp.layers.0.mlp.gate.weight': [512, 2048],
    ...gated('mtp.layers.0.mlp.experts.{512}', 2048, 512),
  }),
};

export const olmoe1b7b: NamedModel = {
  config: {
    model_type: 'olmoe',
    num_hidden_layers: 16,
    hidden_size: 2048,
    num_experts: 64,
    num_experts_per_tok: 8,
  },
  tensors: tensorEntries({
    ...embeddings(2048, 50_304),
    ...attention('model.layers.{16}.self_attn', { hidden: 2048 }),
    'model.layers.{16}.self_attn.q_norm.weight': [2048],
    'model.layers.{16}.self_attn.k_norm.weight': [2048],
    'model.layers.{16}.mlp.gate.weight': [64, 2048],
    ...gated('model.layers.{16}.mlp.experts.{64}', 2048, 1024),
  }),
};

export const deepseekMoe16b: NamedModel = {
  config: {
    model_type: 'deepseek',
    num_hidden_layers: 28,
    hidden_size: 2048,
    n_routed_experts: 64,
    n_shared_experts: 2,
    num_experts_per_tok: 6,
    first_k_dense_replace: 1,
  },
  tensors: tensorEntries({
    ...embeddings(2048, 102_400),
    ...attention('model.layers.{28}.self_attn', { hidden: 2048 }),
    ...gated('model.layers.0.mlp', 2048, 10_944),
    'model.layers.{1-27}.mlp.gate.weight': [64, 2048],
    ...gated('model.layers.{1-27}.mlp.experts.{64}', 2048, 1408),
    ...gated('model.layers.{1-27}.mlp.shared_experts', 2048, 2816),
  }),
};

export const deepseekV2Lite: NamedModel = {
  config: {
    model_type: 'deepseek_v2',
    num_hidden_layers: 27,
    hidden_size: 2048,
    n_routed_experts: 64,
    n_shared_experts: 2,
    num_experts_per_tok: 6,
    first_k_dense_replace: 1,
  },
  tensors: tensorEntries({
    ...embeddings(2048, 102_400),
    'model.layers.{27}.self_attn.q_proj.weight': [3072, 2048],
    'model.layers.{27}.self_attn.kv_a_proj_with_mqa.weight': [576, 2048],
    'model.layers.{27}.self_attn.kv_b_proj.weight': [4096, 512],
    ...gated('model.layers.0.mlp', 2048, 10_944),
    'model.layers.{1-26}.mlp.gate.weight': [64, 2048],
    ...gated('model.layers.{1-26}.mlp.experts.{64}', 2048, 1408),
    ...gated('model.layers.{1-26}.mlp.shared_experts', 2048, 2816),
  }),
};

/** In FP8 with block scales, as it was published; layer 61 predicts a further token. */
export const deepseekV3: NamedModel = {
  config: {
    model_type: 'deepseek_v3',
    num_hidden_layers: 61,
    num_nextn_predict_layers: 1,
    hidden_size: 7168,
    n_routed_experts: 256,
    n_shared_experts: 1,
    num_experts_per_tok: 8,
    first_k_dense_replace: 3,
  },
  tensors: [
    ...tensorEntries({
      ...embeddings(7168, 129_280),
      'model.layers.{3-61}.mlp.gate.weight': [256, 7168],
      'model.layers.{3-61}.mlp.gate.e_score_correction_bias': [256],
      'model.layers.61.eh_proj.weight': [7168, 14_336],
      'model.layers.61.enorm.weight': [7168],
      'model.layers.61.hnorm.weight': [7168],
    }),
    ...tensorEntries(
      {
        'model.layers.{62}.self_attn.q_a_proj.weight': [1536, 7168],
        'model.layers.{62}.self_attn.kv_a_proj_with_mqa.weight': [576, 7168],
        ...gated('model.layers.{3}.mlp', 7168, 18_432),
        ...gated('model.layers.{3-61}.mlp.experts.{256}', 7168, 2048),
        ...gated('model.layers.{3-61}.mlp.shared_experts', 7168, 2048),
      },
      { dtype: 'F8_E4M3', undrawn: 'needs-scale' },
    ),
    ...tensorEntries(
      {
        'model.layers.{3-61}.mlp.experts.{256}.gate_proj.weight_scale_inv': [16, 56],
        'model.layers.{3-61}.mlp.experts.{256}.up_proj.weight_scale_inv': [16, 56],
        'model.layers.{3-61}.mlp.experts.{256}.down_proj.weight_scale_inv': [56, 16],
      },
      { dtype: 'F32' },
    ),
  ],
};

const gptOss20bConfig = {
  model_type: 'gpt_oss',
  num_hidden_layers: 24,
  hidden_size: 2880,
  num_local_experts: 32,
  num_experts_per_tok: 4,
};

const gptOss20bOutside = {
  ...embeddings(2880, 201_088),
  'model.layers.{24}.self_attn.sinks': [64],
  'model.layers.{24}.self_attn.q_proj.weight': [4096, 2880],
  'model.layers.{24}.mlp.router.weight': [32, 2880],
  'model.layers.{24}.mlp.router.bias': [32],
  'model.layers.{24}.mlp.experts.gate_up_proj_bias': [32, 5760],
  'model.layers.{24}.mlp.experts.down_proj_bias': [32, 2880],
};

/** As transformers saves it in bf16: [experts, in, out], gate and up interleaved. */
export const gptOss20bPlain: NamedModel = {
  config: gptOss20bConfig,
  tensors: tensorEntries({
    ...gptOss20bOutside,
    'model.layers.{24}.mlp.experts.gate_up_proj': [32, 2880, 5760],
    'model.layers.{24}.mlp.experts.down_proj': [32, 2880, 2880],
  }),
};

/** As it was published: MXFP4 codes and power-of-two scales, both in bytes. */
export const gptOss20bPacked: NamedModel = {
  config: gptOss20bConfig,
  tensors: [
    ...tensorEntries(gptOss20bOutside),
    ...tensorEntries(
      {
        'model.layers.{24}.mlp.experts.gate_up_proj_blocks': [32, 5760, 90, 16],
        'model.layers.{24}.mlp.experts.gate_up_proj_scales': [32, 5760, 90],
        'model.layers.{24}.mlp.experts.down_proj_blocks': [32, 2880, 90, 16],
        'model.layers.{24}.mlp.experts.down_proj_scales': [32, 2880, 90],
      },
      { dtype: 'U8' },
    ),
  ],
};

/** Every other block is sparse, from the second on. */
export const switchBase8: NamedModel = {
  config: {
    model_type: 'switch_transformers',
    num_layers: 12,
    num_decoder_layers: 12,
    d_model: 768,
    num_experts: 8,
  },
  tensors: [
    ...tensorEntries({
      'shared.weight': [32_128, 768],
      'encoder.block.{12}.layer.0.SelfAttention.q.weight': [768, 768],
      'encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight': [32, 12],
      'decoder.block.{12}.layer.0.SelfAttention.q.weight': [768, 768],
      'decoder.block.{12}.layer.1.EncDecAttention.q.weight': [768, 768],
      'lm_head.weight': [32_128, 768],
    }),
    ...[1, 3, 5, 7, 9, 11].flatMap((sparse) =>
      tensorEntries({
        ...switchBlock(`encoder.block.${sparse}.layer.1.mlp`),
        ...switchBlock(`decoder.block.${sparse}.layer.2.mlp`),
        [`encoder.block.${sparse - 1}.layer.1.mlp.wi.weight`]: [3072, 768],
        [`encoder.block.${sparse - 1}.layer.1.mlp.wo.weight`]: [768, 3072],
        [`decoder.block.${sparse - 1}.layer.2.mlp.wi.weight`]: [3072, 768],
        [`decoder.block.${sparse - 1}.layer.2.mlp.wo.weight`]: [768, 3072],
      }),
    ),
  ],
};

function switchBlock(mlp: string) {
  return {
    [`${mlp}.router.classifier.weight`]: [8, 768],
    [`${mlp}.experts.expert_{8}.wi.weight`]: [3072, 768],
    [`${mlp}.experts.expert_{8}.wo.weight`]: [768, 3072],
  };
}
