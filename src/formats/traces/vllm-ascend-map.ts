/**
 * vLLM Ascend's `expert_map.json`, written by its balancer (https://github.com/vllm-project/vllm-ascend,
 * examples/eplb/eplb_strategy.py, `save_matrix_to_json`): which experts each device holds.
 *
 *     {"moe_layer_count": n, "layer_list": [{"layer_id": 0, "device_count": d,
 *       "device_list": [{"device_id": 0, "device_expert": [7, 2, …]}, …]}, …]}
 */
import { MAX_TRACE_EXPERTS } from '../../core/trace/collecting/trace-limits.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { damaged } from './damage.ts';
import { lookJson } from './looks/json.ts';
import { tellPlacement } from './placement.ts';
import { withProgress } from './read-progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat } from './trace-format.ts';

export const vllmAscendMap: TraceFormat = {
  id: 'vllm-ascend-map',
  name: 'vLLM Ascend expert map',
  gives: 'Replicas of each expert',
  source: 'https://github.com/vllm-project/vllm-ascend/blob/main/examples/eplb/eplb_strategy.py',
  recognises: async (file) => (await layersOf(file)) !== null,
  read: withProgress(read),
};

async function layersOf(file: TraceFile): Promise<JsonObject[] | null> {
  const json = await lookJson(file);
  const list = isJsonObject(json) ? json.layer_list : undefined;
  return Array.isArray(list) && list.length > 0 && list.every(isLayer) ? list : null;
}

function isLayer(value: unknown): value is JsonObject {
  return isJsonObject(value) && Array.isArray(value.device_list);
}

async function read([file]: readonly TraceFile[], sink: TraceSink): Promise<void> {
  const layers = (await layersOf(file!)) ?? [];
  const placed = layers.map((layer) => expertsOf(layer));
  if (placed.some((experts) => experts === null)) {
    throw damaged(file!, vllmAscendMap, 'a device has no list of experts');
  }
  const held = placed.map((experts) => experts ?? []);
  const experts = 1 + held.reduce((most, ids) => ids.reduce((a, b) => Math.max(a, b), most), -1);
  const rows = held.map((ids) => {
    const replicas = new Float64Array(experts);
    for (const id of ids) replicas[id]!++;
    return replicas;
  });
  sink.describe({ experts });
  tellPlacement(
    sink,
    rows,
    layers.map(({ layer_id: id }, i) => (Number.isInteger(id) ? (id as number) : i)),
  );
}

function expertsOf({ device_list: devices }: JsonObject): number[] | null {
  const lists = (devices as unknown[]).map((device) => (isJsonObject(device) ? device.device_expert : null));
  const ids = lists.flat();
  return ids.every(isExpert) ? ids : null;
}

function isExpert(id: unknown): id is number {
  return Number.isInteger(id) && (id as number) >= 0 && (id as number) < MAX_TRACE_EXPERTS;
}
