/**
 * The families that are known, most common first: where names and evidence leave two alike, the earlier is taken
 * (and the other named). To add one, write its file and its line here.
 */
import { afmoe } from './afmoe.ts';
import { arctic } from './arctic.ts';
import { aria } from './aria.ts';
import { bailingMoe } from './bailing-moe.ts';
import { dbrx } from './dbrx.ts';
import { deepseekMoe } from './deepseek-moe.ts';
import { deepseekV2 } from './deepseek-v2.ts';
import { deepseekV3 } from './deepseek-v3.ts';
import { deepseekV4 } from './deepseek-v4.ts';
import { deepspeedMoe } from './deepspeed-moe.ts';
import { doge } from './doge.ts';
import { dots1 } from './dots1.ts';
import { ernie45Moe } from './ernie4-5-moe.ts';
import { exaoneMoe } from './exaone-moe.ts';
import { fairseqMoe } from './fairseq-moe.ts';
import { flexOlmo } from './flex-olmo.ts';
import { gemma4 } from './gemma4.ts';
import { glm4Moe } from './glm4-moe.ts';
import { gptOss } from './gpt-oss.ts';
import { granitemoe } from './granitemoe.ts';
import { grok1 } from './grok1.ts';
import { grok2 } from './grok2.ts';
import { grovemoe } from './grovemoe.ts';
import { hunyuanMoe } from './hunyuan-moe.ts';
import { jamba } from './jamba.ts';
import { jetmoe } from './jetmoe.ts';
import { kimiLinear } from './kimi-linear.ts';
import { kimiVlK25 } from './kimi-vl-k25.ts';
import { klear } from './klear.ts';
import { laguna } from './laguna.ts';
import { lfm2Moe } from './lfm2-moe.ts';
import { llama4 } from './llama4.ts';
import { longcatFlash } from './longcat-flash.ts';
import { megablocks } from './megablocks.ts';
import { megatronCoreMoe } from './megatron-core.ts';
import { mimoV2Flash } from './mimo-v2-flash.ts';
import { minimax } from './minimax.ts';
import { mistralLarge3 } from './mistral-large3.ts';
import { mixtral } from './mixtral.ts';
import { moeScope } from './moe-scope.ts';
import { nemotronH } from './nemotron-h.ts';
import { nllbMoe } from './nllb-moe.ts';
import { olmoe } from './olmoe.ts';
import { openmoe } from './openmoe.ts';
import { phimoe } from './phimoe.ts';
import { phixtral } from './phixtral.ts';
import { qwen2Moe } from './qwen2-moe.ts';
import { qwen35Moe } from './qwen3-5-moe.ts';
import { qwen3Moe } from './qwen3-moe.ts';
import { qwen3Next } from './qwen3-next.ts';
import { qwen3OmniMoe } from './qwen3-omni-moe.ts';
import { qwen3VlMoe } from './qwen3-vl-moe.ts';
import { scattermoe } from './scattermoe.ts';
import { smallthinker } from './smallthinker.ts';
import { softMoe } from './soft-moe.ts';
import { solarOpen } from './solar-open.ts';
import { step3p5 } from './step3p5.ts';
import { switchTransformers } from './switch-transformers.ts';
import { t5xFlaxformer } from './t5x-flaxformer.ts';
import { tutelSwinMoe } from './tutel-swin-moe.ts';
import { vmoe } from './vmoe.ts';
import type { Family } from './family.ts';
import type { Layout } from './layout.ts';
import { dense } from './layouts/dense.ts';
import { hfV5Fused } from './layouts/hf-v5-fused.ts';
import { llamaCpp } from './layouts/llama-cpp.ts';
import { mlxSwitch } from './layouts/mlx-switch.ts';

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
  qwen3VlMoe,
  qwen35Moe,
  qwen3OmniMoe,
  kimiVlK25,
  deepseekV4,
  glm4Moe,
  dots1,
  solarOpen,
  exaoneMoe,
  mimoV2Flash,
  laguna,
  flexOlmo,
  phimoe,
  dbrx,
  granitemoe,
  jetmoe,
  llama4,
  minimax,
  ernie45Moe,
  hunyuanMoe,
  longcatFlash,
  jamba,
  lfm2Moe,
  nemotronH,
  kimiLinear,
  bailingMoe,
  afmoe,
  klear,
  step3p5,
  gemma4,
  smallthinker,
  grovemoe,
  grok1,
  grok2,
  arctic,
  aria,
  doge,
  phixtral,
  mistralLarge3,
  switchTransformers,
  nllbMoe,
  fairseqMoe,
  t5xFlaxformer,
  openmoe,
  megatronCoreMoe,
  deepspeedMoe,
  tutelSwinMoe,
  scattermoe,
  megablocks,
  vmoe,
  softMoe,
  moeScope,
] as const satisfies readonly Family[];

/** `generic`: experts by pattern, family unknown. `dense`: no experts. */
export type FamilyId = (typeof families)[number]['id'] | 'generic' | 'dense';

/** Names that converters give to every family's tensors, and which so say nothing of the family. Tried last. */
export const conversions = [llamaCpp] as const satisfies readonly Layout[];

/** Layouts that converters write for any family, and the blocks that need no family. Tried after a family's own. */
export const sharedLayouts = [hfV5Fused, mlxSwitch, dense] as const satisfies readonly Layout[];
