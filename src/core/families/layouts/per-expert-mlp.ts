/**
 * One matrix an expert and projection under `mlp`, as Qwen, DeepSeek, OLMoE and about twenty more save them
 * (transformers before 5, and what version 5 writes back).
 */
import { defineLayout } from '../layout.ts';
import { gatedNames } from './projection-names.ts';

export const perExpertMlp = defineLayout('per-expert-mlp', [
  { role: 'router', name: 'mlp.gate', axes: ['expert', 'in'] },
  { role: 'expert', name: 'mlp.experts.{expert}.{proj}', projections: gatedNames },
  { role: 'shared-expert', name: 'mlp.shared_expert.{proj}', projections: gatedNames },
  { role: 'shared-expert', name: 'mlp.shared_experts.{proj}', projections: gatedNames, isSeveral: true },
  // [1, hidden]: how much of the shared expert a token gets. A routing decision, so it counts as a router.
  { role: 'router', name: 'mlp.shared_expert_gate' },
]);
