/** The architecture of the synthetic samples: a Mixtral, too small for anything but being looked at. */

const layers = 4;
const experts = 8;
const hidden = 32;
const inner = 64;
const vocabulary = 64;
/** Width of keys and values: two heads for four of the queries. */
const keyWidth = 16;

/** As config.json beside the weights says it. */
export const tinyConfig = {
  architectures: ['MixtralForCausalLM'],
  model_type: 'mixtral',
  hidden_size: hidden,
  intermediate_size: inner,
  num_hidden_layers: layers,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  num_local_experts: experts,
  num_experts_per_tok: 2,
  vocab_size: vocabulary,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
} as const;

export interface TinyTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: 'expert' | 'router' | 'other' | 'norm';
  /** Of experts alone. */
  readonly layer: number;
  readonly expert: number;
}

export const tinyMixtral: readonly TinyTensor[] = [
  tensor('model.embed_tokens.weight', [vocabulary, hidden], 'other'),
  ...Array.from({ length: layers }, (_, layer) => layerTensors(layer)).flat(),
  tensor('model.norm.weight', [hidden], 'norm'),
  tensor('lm_head.weight', [vocabulary, hidden], 'other'),
];

function layerTensors(layer: number): TinyTensor[] {
  const prefix = `model.layers.${layer}`;
  const moe = `${prefix}.block_sparse_moe`;
  return [
    tensor(`${prefix}.input_layernorm.weight`, [hidden], 'norm'),
    tensor(`${prefix}.self_attn.q_proj.weight`, [hidden, hidden], 'other'),
    tensor(`${prefix}.self_attn.k_proj.weight`, [keyWidth, hidden], 'other'),
    tensor(`${prefix}.self_attn.v_proj.weight`, [keyWidth, hidden], 'other'),
    tensor(`${prefix}.self_attn.o_proj.weight`, [hidden, hidden], 'other'),
    tensor(`${prefix}.post_attention_layernorm.weight`, [hidden], 'norm'),
    tensor(`${moe}.gate.weight`, [experts, hidden], 'router'),
    ...Array.from({ length: experts }, (_, expert) =>
      expertTensors(`${moe}.experts.${expert}`, layer, expert),
    ).flat(),
  ];
}

/** w1 is the gate, w2 the way down, w3 the way up. */
function expertTensors(prefix: string, layer: number, expert: number): TinyTensor[] {
  const place = { role: 'expert', layer, expert } as const;
  return [
    { name: `${prefix}.w1.weight`, shape: [inner, hidden], ...place },
    { name: `${prefix}.w2.weight`, shape: [hidden, inner], ...place },
    { name: `${prefix}.w3.weight`, shape: [inner, hidden], ...place },
  ];
}

function tensor(name: string, shape: readonly number[], role: 'router' | 'other' | 'norm'): TinyTensor {
  return { name, shape, role, layer: -1, expert: -1 };
}
