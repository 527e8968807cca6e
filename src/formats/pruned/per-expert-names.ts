/**
 * Tensors beside the experts that have a number, a row or a column for each of them, but whose names no layout needs to
 * declare as it has nothing to draw: what is added to router scores, scales of outputs, counters.
 */

/**
 * DeepSeek, MiniMax, Nemotron and their like; ERNIE under `moe_statics`; bailing, AFMoE, LFM2 and Megatron (whose counter of
 * tokens goes along); Step; Gemma. The last is the noise gate of models trained here.
 */
const endings = new RegExp(
  '(?:^|\\.)(?:' +
    [
      'e_score_correction_bias',
      'expert_bias',
      'exp_probs_b(?:\\.bias)?',
      '(?:local_)?tokens_per_expert',
      'router_bias',
      'per_expert_scale',
      'mixture\\.gate\\.noise\\.weight',
    ].join('|') +
    ')$',
);

export function hasNumberForEachExpert(name: string): boolean {
  return endings.test(name);
}

/** Of Soft MoE models trained here: a column for each slot of each expert (`training/routers/soft-moe.ts`). */
export function isOfSlots(name: string): boolean {
  return name.endsWith('mixture.gate.slots.weight');
}

/** What sends tokens to experts by their numbers, or belongs to groups of them, can't lose some of them. */
const entangled = [
  { names: /(?:^|[._])tid2eid(?:\.|$)/, what: 'chooses experts by the id of a token' },
  { names: /(?:^|\.)router_gate(?:\.|$)/, what: 'holds a key for each half of an expert’s number' },
  { names: /(?:^|[._])(?:chunk_experts|chexps)(?:\.|$)/, what: 'is shared by a group of experts' },
] as const;

/** Why experts can't be removed from under this tensor; null if they can. */
export function entanglement(name: string): string | null {
  return entangled.find(({ names }) => names.test(name))?.what ?? null;
}

/** One vector that is added to what any expert says (databricks/megablocks, layers/moe.py). */
export function isOfAllAlike(name: string, shape: readonly number[]): boolean {
  return shape.length === 1 && name.endsWith('experts.bias');
}

/** Names that sound as if they counted experts. */
export function soundsLikeExperts(name: string): boolean {
  return /expert|router|(?:^|[._])moe(?:[._]|$)/i.test(name);
}
