/** Small checkpoints in the ways that experts are stored, with what tells by hand where experts lie in each tensor. */
import type { ModelConfig } from '../core/checkpoint.ts';
import { byteLengthOf } from '../core/dtype.ts';
import { seededRandom } from '../core/random.ts';
import { elementCount } from '../core/tensor.ts';
import type { SafetensorsDtype } from '../formats/checkpoints/safetensors.ts';
import { encodeSafetensors } from '../formats/checkpoints/safetensors-writer.ts';

export interface PrunableTensor {
  /** With `{e}` for an expert's number: then there is one for each. */
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  /** The axis that experts lie along, each an equal share of it; `raw` where memory is [experts, …] whatever the shape. */
  readonly axis?: number | 'raw';
  /** Along `axis`, so many more than there are experts, which stay. */
  readonly beyond?: number;
}

export interface PrunableModel {
  readonly title: string;
  readonly experts: number;
  readonly config: ModelConfig | null;
  /** Key of config.json that counts experts, as a path. */
  readonly countedBy: string;
  readonly tensors: readonly PrunableTensor[];
}

const H = 32;
const F = 48;
const E = 6;

function eachLayer(
  layers: readonly number[],
  of: (layer: number) => readonly PrunableTensor[],
): PrunableTensor[] {
  return layers.flatMap(of);
}

const norm = (prefix: string): PrunableTensor => ({
  name: `${prefix}.input_layernorm.weight`,
  dtype: 'BF16',
  shape: [H],
});

export const prunableModels: readonly PrunableModel[] = [
  {
    title: 'one matrix an expert (Mixtral)',
    experts: E,
    config: { model_type: 'mixtral', num_local_experts: E, num_experts_per_tok: 2, rms_norm_eps: 1e-5 },
    countedBy: 'num_local_experts',
    tensors: [
      { name: 'model.embed_tokens.weight', dtype: 'BF16', shape: [E, H] },
      ...eachLayer([0, 1], (layer) => {
        const block = `model.layers.${layer}.block_sparse_moe`;
        return [
          norm(`model.layers.${layer}`),
          { name: `${block}.gate.weight`, dtype: 'BF16', shape: [E, H], axis: 0 },
          { name: `${block}.experts.{e}.w1.weight`, dtype: 'BF16', shape: [F, H] },
          { name: `${block}.experts.{e}.w2.weight`, dtype: 'BF16', shape: [H, F] },
          { name: `${block}.experts.{e}.w3.weight`, dtype: 'F32', shape: [F, H] },
        ];
      }),
    ],
  },
  {
    title: 'fp8 with block scales and biased scores (DeepSeek-V3)',
    experts: 8,
    config: {
      model_type: 'deepseek_v3',
      n_routed_experts: 8,
      num_experts_per_tok: 2,
      n_group: 2,
      topk_group: 1,
      topk_method: 'noaux_tc',
      quantization_config: {
        quant_method: 'fp8',
        weight_block_size: [16, 16],
        ignore: [
          'lm_head',
          'model.layers.1.mlp.experts.7.down_proj',
          'model.layers.1.mlp.experts.2.down_proj',
        ],
      },
    },
    countedBy: 'n_routed_experts',
    tensors: eachLayer([1], (layer) => {
      const mlp = `model.layers.${layer}.mlp`;
      const matrix = (name: string, shape: readonly [number, number]): PrunableTensor[] => [
        { name: `${name}.weight`, dtype: 'F8_E4M3', shape },
        { name: `${name}.weight_scale_inv`, dtype: 'F32', shape: [shape[0] / 16, shape[1] / 16] },
      ];
      return [
        { name: `${mlp}.gate.weight`, dtype: 'BF16', shape: [8, H], axis: 0 },
        { name: `${mlp}.gate.e_score_correction_bias`, dtype: 'F32', shape: [8], axis: 0 },
        ...matrix(`${mlp}.experts.{e}.gate_proj`, [F, H]),
        ...matrix(`${mlp}.experts.{e}.up_proj`, [F, H]),
        ...matrix(`${mlp}.experts.{e}.down_proj`, [H, F]),
        ...matrix(`${mlp}.shared_experts.gate_proj`, [F, H]),
      ];
    }),
  },
  {
    title: 'fused, gate above up (transformers 5)',
    experts: E,
    config: { model_type: 'qwen3_moe', num_experts: E, num_experts_per_tok: 2, hidden_size: H },
    countedBy: 'num_experts',
    tensors: eachLayer([0, 1], (layer) => [
      { name: `model.layers.${layer}.self_attn.q_norm.weight`, dtype: 'BF16', shape: [8] },
      { name: `model.layers.${layer}.mlp.gate.weight`, dtype: 'BF16', shape: [E, H], axis: 0 },
      {
        name: `model.layers.${layer}.mlp.experts.gate_up_proj`,
        dtype: 'BF16',
        shape: [E, 2 * F, H],
        axis: 0,
      },
      { name: `model.layers.${layer}.mlp.experts.down_proj`, dtype: 'F16', shape: [E, H, F], axis: 0 },
    ]),
  },
  {
    title: 'MXFP4 blocks with scales and biases (gpt-oss)',
    experts: E,
    config: { model_type: 'gpt_oss', num_local_experts: E, num_experts_per_tok: 2, hidden_size: 64 },
    countedBy: 'num_local_experts',
    tensors: eachLayer([0], (layer) => {
      const mlp = `model.layers.${layer}.mlp`;
      return [
        { name: `model.layers.${layer}.self_attn.sinks`, dtype: 'BF16', shape: [E] },
        { name: `${mlp}.router.weight`, dtype: 'BF16', shape: [E, 64], axis: 0 },
        { name: `${mlp}.router.bias`, dtype: 'BF16', shape: [E], axis: 0 },
        { name: `${mlp}.experts.gate_up_proj_blocks`, dtype: 'U8', shape: [E, 10, 2, 16], axis: 0 },
        { name: `${mlp}.experts.gate_up_proj_scales`, dtype: 'U8', shape: [E, 10, 2], axis: 0 },
        { name: `${mlp}.experts.gate_up_proj_bias`, dtype: 'BF16', shape: [E, 10], axis: 0 },
        { name: `${mlp}.experts.down_proj_blocks`, dtype: 'U8', shape: [E, 64, 1, 16], axis: 0 },
        { name: `${mlp}.experts.down_proj_scales`, dtype: 'U8', shape: [E, 64, 1], axis: 0 },
        { name: `${mlp}.experts.down_proj_bias`, dtype: 'BF16', shape: [E, 64], axis: 0 },
      ];
    }),
  },
  {
    title: 'GPTQ (Mixtral in 4 bits)',
    experts: E,
    config: {
      model_type: 'mixtral',
      num_local_experts: E,
      num_experts_per_tok: 2,
      quantization_config: { quant_method: 'gptq', bits: 4, group_size: 16, desc_act: false },
    },
    countedBy: 'num_local_experts',
    tensors: eachLayer([0], (layer) => {
      const block = `model.layers.${layer}.block_sparse_moe`;
      return [
        { name: `${block}.gate.weight`, dtype: 'F16', shape: [E, H], axis: 0 },
        ...['w1', 'w3'].flatMap((w): PrunableTensor[] => [
          { name: `${block}.experts.{e}.${w}.qweight`, dtype: 'I32', shape: [H / 8, F] },
          { name: `${block}.experts.{e}.${w}.qzeros`, dtype: 'I32', shape: [2, F / 8] },
          { name: `${block}.experts.{e}.${w}.scales`, dtype: 'F16', shape: [2, F] },
          { name: `${block}.experts.{e}.${w}.g_idx`, dtype: 'I32', shape: [H] },
        ]),
      ];
    }),
  },
  {
    title: 'a quantised stack with a quantised router (MLX)',
    experts: E,
    config: {
      model_type: 'qwen3_moe',
      num_experts: E,
      num_experts_per_tok: 2,
      quantization: { bits: 4, group_size: 32 },
    },
    countedBy: 'num_experts',
    tensors: eachLayer([0], (layer) => {
      const mlp = `model.layers.${layer}.mlp`;
      const quantised = (name: string, shape: readonly number[]): PrunableTensor[] => [
        { name: `${name}.weight`, dtype: 'U32', shape: [...shape.slice(0, -1), shape.at(-1)! / 8], axis: 0 },
        {
          name: `${name}.scales`,
          dtype: 'BF16',
          shape: [...shape.slice(0, -1), shape.at(-1)! / 32],
          axis: 0,
        },
        {
          name: `${name}.biases`,
          dtype: 'BF16',
          shape: [...shape.slice(0, -1), shape.at(-1)! / 32],
          axis: 0,
        },
      ];
      return [
        ...quantised(`${mlp}.gate`, [E, 64]),
        ...['gate_proj', 'up_proj'].flatMap((proj) => quantised(`${mlp}.switch_mlp.${proj}`, [E, F, 64])),
        ...quantised(`${mlp}.switch_mlp.down_proj`, [E, 64, 64]),
      ];
    }),
  },
  {
    title: 'rows below each other (DBRX)',
    experts: E,
    config: { model_type: 'dbrx', ffn_config: { moe_num_experts: E, moe_top_k: 2 } },
    countedBy: 'ffn_config.moe_num_experts',
    tensors: eachLayer([0], (layer) => {
      const ffn = `transformer.blocks.${layer}.ffn`;
      return [
        {
          name: `transformer.blocks.${layer}.norm_attn_norm.attn.Wqkv.weight`,
          dtype: 'BF16',
          shape: [3 * H, H],
        },
        { name: `${ffn}.router.layer.weight`, dtype: 'BF16', shape: [E, H], axis: 0 },
        ...['w1', 'v1', 'w2'].map((w): PrunableTensor => ({
          name: `${ffn}.experts.mlp.${w}`,
          dtype: 'BF16',
          shape: [E * F, H],
          axis: 0,
        })),
      ];
    }),
  },
  {
    title: 'a grouped GEMM’s memory (Megatron-core)',
    experts: E,
    config: null,
    countedBy: '',
    tensors: eachLayer([0], (layer) => {
      const mlp = `decoder.layers.${layer}.mlp`;
      return [
        { name: `${mlp}.router.weight`, dtype: 'BF16', shape: [E, H], axis: 0 },
        { name: `${mlp}.router.expert_bias`, dtype: 'F32', shape: [E], axis: 0 },
        { name: `${mlp}.experts.weight1`, dtype: 'BF16', shape: [H, E * 2 * F], axis: 'raw' },
        { name: `${mlp}.experts.weight2`, dtype: 'BF16', shape: [E * F, H], axis: 0 },
      ];
    }),
  },
  {
    title:
      'a router with experts along its columns, and experts without weights (in the manner of T5X and LongCat)',
    experts: E,
    config: { model_type: 'longcat_flash', n_routed_experts: E, zero_expert_num: 3, moe_topk: 2 },
    countedBy: 'n_routed_experts',
    tensors: eachLayer([0], (layer) => {
      const mlp = `model.layers.${layer}.mlp`;
      return [
        { name: `${mlp}.router.classifier.weight`, dtype: 'F32', shape: [E + 3, H], axis: 0, beyond: 3 },
        { name: `${mlp}.router.e_score_correction_bias`, dtype: 'F32', shape: [E + 3], axis: 0, beyond: 3 },
        { name: `model.layers.${layer}.mlps.0.gate_proj.weight`, dtype: 'BF16', shape: [F, H] },
        ...['gate_proj', 'up_proj', 'down_proj'].map((proj): PrunableTensor => ({
          name: `${mlp}.experts.{e}.${proj}.weight`,
          dtype: 'BF16',
          shape: [H, H],
        })),
      ];
    }),
  },
  {
    title: 'experts along the second axis of the router (T5X)',
    experts: E,
    config: null,
    countedBy: '',
    tensors: eachLayer([1], (layer) => {
      const mlp = `target.encoder.layers_${layer}.mlp`;
      return [
        { name: `${mlp}.router.router_weights.w.kernel`, dtype: 'F32', shape: [H, E], axis: 1 },
        { name: `${mlp}.expert.wi.kernel`, dtype: 'F32', shape: [E, H, F], axis: 0 },
        { name: `${mlp}.expert.wo.kernel`, dtype: 'F32', shape: [E, F, H], axis: 0 },
      ];
    }),
  },
  {
    title: 'a model trained here',
    experts: E,
    config: {
      model_type: 'moe_scope',
      num_local_experts: E,
      num_experts_per_tok: 2,
      moe_scope: { recipe: { experts: { id: 'mlp', values: { count: E, hidden: 8 } } } },
    },
    countedBy: 'moe_scope.recipe.experts.values.count',
    tensors: [
      { name: 'encoder.0.weight', dtype: 'F32', shape: [E, H] },
      { name: 'layers.0.mixture.gate.weight', dtype: 'F32', shape: [H, E], axis: 1 },
      { name: 'layers.0.mixture.gate.noise.weight', dtype: 'F32', shape: [H, E], axis: 1 },
      { name: 'layers.0.mixture.experts.{e}.up.weight', dtype: 'F32', shape: [H, 8] },
      { name: 'layers.0.mixture.experts.{e}.up.bias', dtype: 'F32', shape: [8] },
      { name: 'layers.0.mixture.experts.{e}.down.weight', dtype: 'F32', shape: [8, H] },
      { name: 'head.weight', dtype: 'F32', shape: [H, 10] },
    ],
  },
];

export interface MadeTensor {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
  readonly of: PrunableTensor;
}

/** The model's tensors with random bytes, except that floats are finite. */
export function makeTensors(model: PrunableModel, seed = 1): MadeTensor[] {
  const random = seededRandom(seed);
  return model.tensors.flatMap((of) => {
    const names = of.name.includes('{e}')
      ? Array.from({ length: model.experts }, (_, e) => of.name.replace('{e}', String(e)))
      : [of.name];
    return names.map((name) => {
      const count = elementCount(of.shape);
      const bytes = new Uint8Array(byteLengthOf(of.dtype, count));
      if (of.dtype === 'F32')
        new Float32Array(bytes.buffer).forEach((_, i, all) => (all[i] = random.normal()));
      // exponents below the highest
      else
        bytes.forEach(
          (_, i) => (bytes[i] = random.below(of.dtype === 'BF16' || of.dtype === 'F16' ? 0x70 : 0x78)),
        );
      return { name, dtype: of.dtype, shape: of.shape, bytes, of };
    });
  });
}

/** As files of a folder, in two shards where there is more than one tensor. */
export function modelFiles(model: PrunableModel, tensors: readonly MadeTensor[]): Map<string, Uint8Array> {
  const half = Math.ceil(tensors.length / 2);
  const files = new Map<string, Uint8Array>([
    ['model-00001-of-00002.safetensors', encodeSafetensors(tensors.slice(0, half))],
    ['model-00002-of-00002.safetensors', encodeSafetensors(tensors.slice(half))],
  ]);
  if (model.config !== null) files.set('config.json', new TextEncoder().encode(JSON.stringify(model.config)));
  return files;
}
