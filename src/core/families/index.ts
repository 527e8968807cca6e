/**
 * The families that are known, most common first: where names and evidence leave two alike, the earlier is taken
 * (and the other named). To add one, write its file and its line here.
 */
import { deepseekMoe } from './deepseek-moe.ts';
import { deepseekV2 } from './deepseek-v2.ts';
import { deepseekV3 } from './deepseek-v3.ts';
import type { Family } from './family.ts';
import { gptOss } from './gpt-oss.ts';
import type { Layout } from './layout.ts';
import { dense } from './layouts/dense.ts';
import { llamaCpp } from './layouts/llama-cpp.ts';
import { hfV5Fused } from './layouts/hf-v5-fused.ts';
import { mlxSwitch } from './layouts/mlx-switch.ts';
import { mixtral } from './mixtral.ts';
import { moeScope } from './moe-scope.ts';
import { olmoe } from './olmoe.ts';
import { qwen2Moe } from './qwen2-moe.ts';
import { qwen3Moe } from './qwen3-moe.ts';
import { qwen3Next } from './qwen3-next.ts';
import { switchTransformers } from './switch-transformers.ts';

export const families = [
  mixtral,
  qwen3Moe,
  qwen2Moe,
  qwen3Next,
  olmoe,
  deepseekV3,
  deepseekV2,
  deepseekMoe,
  gptOss,
  switchTransformers,
  moeScope,
] as const satisfies readonly Family[];

/** `generic`: experts by pattern, family unknown. `dense`: no experts. */
export type FamilyId = (typeof families)[number]['id'] | 'generic' | 'dense';

/** Names that converters give to every family's tensors, and which so say nothing of the family. Tried last. */
export const conversions = [llamaCpp] as const satisfies readonly Layout[];

/** Layouts that converters write for any family, and the blocks that need no family. Tried after a family's own. */
export const sharedLayouts = [hfV5Fused, mlxSwitch, dense] as const satisfies readonly Layout[];
