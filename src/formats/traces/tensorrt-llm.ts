/**
 * TensorRT-LLM's expert statistics: https://github.com/NVIDIA/TensorRT-LLM, tensorrt_llm/_torch/expert_statistic.py.
 *
 *     $EXPERT_STATISTIC_PATH/meta_info.json     {"num_experts": E, "num_experts_per_token": K}
 *     $EXPERT_STATISTIC_PATH/rank0.safetensors  "{iteration}_{layer}": int64 [E]
 */
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { isJsonObject } from '../json.ts';
import { damaged } from './damage.ts';
import { lookSafetensors } from './looks/arrays.ts';
import { lookJson } from './looks/json.ts';
import type { TraceArray } from './looks/trace-array.ts';
import { tellReplicas } from './replicas.ts';
import { withProgress } from './read-progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

export const tensorrtLlm: TraceFormat = {
  id: 'tensorrt-llm',
  name: 'TensorRT-LLM expert statistics',
  gives: 'Counts by iteration, summed over ranks',
  source: 'https://github.com/NVIDIA/TensorRT-LLM/blob/main/tensorrt_llm/_torch/expert_statistic.py',
  recognises: async (file) => (await countsOf(file)) !== null,
  companions: /^meta_info\.json$/,
  areOneTrace: true,
  read: withProgress(read),
};

interface Counted {
  readonly step: number;
  readonly layer: number;
  readonly counts: TraceArray;
}

async function countsOf(file: TraceFile): Promise<Counted[] | null> {
  const named = await lookSafetensors(file);
  if (named === null || named.arrays.size === 0 || named.others.length > 0) return null;
  const counted = [...named.arrays].map(([name, counts]) => {
    const [, step, layer] = /^(\d{1,9})_(\d{1,5})$/.exec(name) ?? [];
    const isCounts = counts.isInteger && counts.shape.length === 1;
    return layer === undefined || !isCounts ? null : { step: Number(step), layer: Number(layer), counts };
  });
  return counted.every((each) => each !== null) ? counted : null;
}

async function read(files: readonly TraceFile[], sink: TraceSink, options: TraceReadOptions): Promise<void> {
  sink.describe({ stepName: 'iteration', documentName: 'iteration', ...(await readMeta(files)) });
  const ranks: Counted[][] = [];
  for (const file of files) {
    const counted = await countsOf(file);
    if (counted !== null) ranks.push(counted);
  }
  if (ranks.length === 0) throw damaged(files[0]!, tensorrtLlm, 'it has no counts');
  const groups = groupByKey(ranks.flat());
  const onlyFirst = await tellReplicas(
    sink,
    groups.map((group) => group.map(({ counts }) => counts)),
    options,
  );
  for (const group of groups) {
    for (const { step, layer, counts } of onlyFirst ? group.slice(0, 1) : group) {
      sink.counts({ layer, counts: await counts.read(options), step, document: step });
    }
  }
}

/** By rising iteration and layer, the ranks in the order of the files. */
function groupByKey(counted: readonly Counted[]): readonly (readonly Counted[])[] {
  const groups = new Map<string, Counted[]>();
  for (const each of counted) {
    const key = `${each.step}_${each.layer}`;
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()].sort(([a], [b]) => a!.step - b!.step || a!.layer - b!.layer);
}

async function readMeta(files: readonly TraceFile[]): Promise<{ experts?: number; topK?: number }> {
  for (const file of files) {
    const meta = await lookJson(file);
    if (!isJsonObject(meta)) continue;
    const { num_experts: experts, num_experts_per_token: topK } = meta;
    return { ...(isCount(experts) && { experts }), ...(isCount(topK) && { topK }) };
  }
  return {};
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 1e6;
}
