/** Every kind of trace that is read. The first that recognises a file has it: the cheapest and surest to tell come first. */
import { eplb } from './eplb.ts';
import { expertProfile } from './expert-profile.ts';
import { flameMoe } from './flame-moe.ts';
import { gptOssFingerprint } from './gpt-oss-fingerprint.ts';
import { imatrixGguf } from './imatrix-gguf.ts';
import { imatrixLegacy } from './imatrix-legacy.ts';
import { megatronLoads } from './megatron-loads.ts';
import { megatron } from './megatron.ts';
import { moeScopeArrays } from './moe-scope-arrays.ts';
import { moeScopeLines } from './moe-scope-lines.ts';
import { moeScopeRun } from './moe-scope-run.ts';
import { moeTraceCsv } from './moe-trace-csv.ts';
import { moeVis } from './moe-vis.ts';
import { naee } from './naee.ts';
import { olmoeCounts } from './olmoe-counts.ts';
import { olmoeJsonl } from './olmoe-jsonl.ts';
import { reap, reapLayers } from './reap.ts';
import { routerLogits } from './router-logits.ts';
import { scoreTableText } from './score-table-text.ts';
import { scoreTable } from './score-table.ts';
import { sglangCsv } from './sglang-csv.ts';
import { sglangLocation } from './sglang-location.ts';
import { sglangPasses } from './sglang-passes.ts';
import { sglangResponse } from './sglang-response.ts';
import { sglangStat } from './sglang-stat.ts';
import { tensorrtLlm } from './tensorrt-llm.ts';
import type { TraceFormat } from './trace-format.ts';
import { vllmAscendMap } from './vllm-ascend-map.ts';
import { vllmRouted } from './vllm-routed.ts';

export const traceFormats: readonly TraceFormat[] = [
  moeScopeLines,
  moeScopeRun,
  gptOssFingerprint,
  expertProfile,
  moeVis,
  flameMoe,
  olmoeJsonl,
  megatron,
  moeScopeArrays,
  imatrixGguf,
  olmoeCounts,
  sglangStat,
  sglangPasses,
  sglangCsv,
  sglangLocation,
  sglangResponse,
  vllmRouted,
  vllmAscendMap,
  tensorrtLlm,
  megatronLoads,
  reap,
  reapLayers,
  naee,
  eplb,
  routerLogits,
  moeTraceCsv,
  scoreTable,
  scoreTableText,
  imatrixLegacy,
];
