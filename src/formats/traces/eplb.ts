/**
 * What DeepSeek's expert-parallel load balancer takes and gives (https://github.com/deepseek-ai/EPLB, eplb.py,
 * `rebalance_experts`), and the state of vLLM's (https://github.com/vllm-project/vllm, vllm/distributed/eplb), as people
 * save them with torch.save, np.savez or safetensors:
 *
 *     weight [L, E], loads | logcnt [L, E], replicas | phy2log [L, P], the expert of each replica
 *     expert_load_window [W, L, P] | physical_to_logical_map [L, P]
 */
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { damaged } from './damage.ts';
import { lookNamedArrays } from './looks/arrays.ts';
import { lookOnce } from './looks/once.ts';
import { lookTorch } from './looks/saved.ts';
import { TraceArray } from './looks/trace-array.ts';
import {
  logicalCounts,
  readPhysicalMap,
  replicasOf,
  tellPhysicalIds,
  type PhysicalMap,
} from './physical-experts.ts';
import { tellPlacement } from './placement.ts';
import { withProgress } from './read-progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

export const eplb: TraceFormat = {
  id: 'eplb',
  name: 'EPLB loads and placements',
  gives: 'Loads, by window where there is one; replicas of each expert',
  source: 'https://github.com/deepseek-ai/EPLB/blob/main/eplb.py',
  recognises: async (file) => (await lookTables(file)) !== null,
  read: withProgress(read),
};

const MAP_KEYS = ['phy2log', 'physical_to_logical_map'];
const OTHER_KEYS = ['log2phy', 'logical_to_physical_map', 'logical_replica_count'];
/** One of these at least makes it a file of the balancer's. */
const OWN_KEYS = [...MAP_KEYS, 'logcnt', 'expert_load_window', 'log2phy'];
const KEYS = new Set(['weight', 'logcnt', 'expert_load_window', ...MAP_KEYS, ...OTHER_KEYS]);

type Tables = ReadonlyMap<string, TraceArray>;

const lookTables = lookOnce(async (file): Promise<Tables | null> => {
  const saved = (await lookTorch(file))?.object;
  const tables = new Map<string, TraceArray>();
  const found = saved instanceof Map ? saved : ((await lookNamedArrays(file))?.arrays ?? []);
  for (const [key, value] of found) {
    if (typeof key !== 'string' || !(value instanceof TraceArray) || !KEYS.has(key)) return null;
    tables.set(key, value);
  }
  return OWN_KEYS.some((key) => tables.has(key)) ? tables : null;
});

async function read([file]: readonly TraceFile[], sink: TraceSink, options: TraceReadOptions): Promise<void> {
  const tables = await lookTables(file!);
  if (tables === null) throw damaged(file!, eplb, 'it has none of the tables of the balancer');
  const mapArray = MAP_KEYS.map((key) => tables.get(key)).find((array) => array !== undefined);
  const map = mapArray ? await readPhysicalMap(mapArray, options) : null;
  if (mapArray && map === null)
    throw damaged(file!, eplb, `${mapArray.name} is no map of replicas to experts`);
  const weight = tables.get('weight');
  const window = tables.get('expert_load_window');
  const replicas = tables.get('logcnt');
  if (window?.shape.length === 3) await tellWindow(sink, { file: file!, window, map }, options);
  else if (weight?.shape.length === 2)
    await tellRows(weight, options, (layer, counts) => sink.counts({ layer, counts }));
  const isLoaded = window !== undefined || weight !== undefined;
  if (map !== null) {
    if (isLoaded)
      replicasOf(map).forEach((values, layer) => sink.scores({ table: 'replicas', layer, values }));
    else tellPlacement(sink, replicasOf(map));
  } else if (replicas?.shape.length === 2) {
    const rows: ArrayLike<number>[] = [];
    await tellRows(replicas, options, (_, values) => rows.push(values));
    if (isLoaded) rows.forEach((values, layer) => sink.scores({ table: 'replicas', layer, values }));
    else tellPlacement(sink, rows);
  } else if (!isLoaded) {
    throw damaged(file!, eplb, 'it has neither loads nor a map of replicas');
  }
}

async function tellRows(
  array: TraceArray,
  options: TraceReadOptions,
  tell: (layer: number, values: ArrayLike<number>) => void,
): Promise<void> {
  for await (const { first, rows, values } of array.chunks(options)) {
    for (let row = 0; row < rows; row++) {
      tell(first + row, values.subarray(row * array.rowElements, (row + 1) * array.rowElements));
    }
  }
}

async function tellWindow(
  sink: TraceSink,
  { file, window, map }: { file: TraceFile; window: TraceArray; map: PhysicalMap | null },
  options: TraceReadOptions,
): Promise<void> {
  const [, layers = 0, physical = 0] = window.shape;
  if (map && (map.layers !== layers || map.physical !== physical)) {
    throw damaged(file, eplb, 'its window is not of the shape of its map');
  }
  const isMapped = map !== null && tellPhysicalIds(sink, map, options);
  sink.describe({
    experts: isMapped ? map.experts : physical,
    stepName: 'forward pass',
    documentName: 'forward pass',
  });
  const what =
    'whether loads were multiplied by the number of data-parallel ranks, as naive all-to-all does (vLLM pull request 22167)';
  const instead = 'Shares are right in any case; counts and intervals may not be.';
  sink.find(finding('not-in-format', { what, instead }));
  for await (const { first, rows, values } of window.chunks(options)) {
    for (let row = 0; row < rows * layers; row++) {
      const counts = values.subarray(row * physical, (row + 1) * physical);
      const layer = row % layers;
      const step = first + Math.floor(row / layers);
      sink.counts({
        layer,
        counts: isMapped ? logicalCounts(map, layer, counts) : counts,
        step,
        document: step,
      });
    }
  }
}
