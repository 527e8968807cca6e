/**
 * What SGLang's `--init-expert-location` takes, as JSON or as a file of PyTorch's:
 * https://github.com/sgl-project/sglang, python/sglang/srt/eplb/expert_location.py, `compute_initial_expert_location_metadata`:
 *
 *     {"logical_count": [L, E] or [S, L, E]}   or   {"physical_to_logical_map": [L, P]}
 */
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { isJsonObject } from '../json.ts';
import { damaged } from './damage.ts';
import { tableOf } from './json-tables.ts';
import { lookJson } from './looks/json.ts';
import type { Numbers } from './looks/numbers.ts';
import { entryOf, lookTorch, type Saved } from './looks/saved.ts';
import { TraceArray } from './looks/trace-array.ts';
import { physicalMapOf, replicasOf } from './physical-experts.ts';
import { tellPlacement } from './placement.ts';
import { withProgress } from './read-progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

export const sglangLocation: TraceFormat = {
  id: 'sglang-location',
  name: 'SGLang initial expert location',
  gives: 'Counts, or replicas of each expert',
  source: 'https://github.com/sgl-project/sglang/blob/main/python/sglang/srt/eplb/expert_location.py',
  recognises: async (file) => (await contentsOf(file)) !== null,
  read: withProgress(read),
};

const COUNT_KEY = 'logical_count';
const MAP_KEY = 'physical_to_logical_map';

interface Contents {
  readonly counts: unknown;
  readonly map: unknown;
}

/** Values of the two keys, whichever are there; null where the file is of another kind. */
async function contentsOf(file: TraceFile): Promise<Contents | null> {
  const saved = (await lookTorch(file))?.object;
  if (saved instanceof Map) {
    const isOther = ['rank', 'records', 'expert_load_window'].some((key) => saved.has(key));
    return isOther ? null : present({ counts: arrayAt(saved, COUNT_KEY), map: arrayAt(saved, MAP_KEY) });
  }
  const json = await lookJson(file);
  return isJsonObject(json) ? present({ counts: json[COUNT_KEY], map: json[MAP_KEY] }) : null;
}

function arrayAt(saved: Saved, key: string): TraceArray | undefined {
  const value = entryOf(saved, key);
  return value instanceof TraceArray && value.isInteger ? value : undefined;
}

function present({ counts, map }: Contents): Contents | null {
  return [counts, map].some((value) => Array.isArray(value) || value instanceof TraceArray)
    ? { counts, map }
    : null;
}

async function read([file]: readonly TraceFile[], sink: TraceSink, options: TraceReadOptions): Promise<void> {
  const contents = await contentsOf(file!);
  const counts = await readTable(contents?.counts, options);
  const map = await readTable(contents?.map, options);
  if (counts !== null && tellCounts(sink, counts)) return;
  const [layers = 0, physical = 0, ...rest] = map?.shape ?? [];
  const placement = map && rest.length === 0 ? physicalMapOf(map.values, { layers, physical }) : null;
  if (placement === null)
    throw damaged(file!, sglangLocation, 'its counts or its map are no table of whole numbers');
  sink.describe({ experts: placement.experts });
  tellPlacement(sink, replicasOf(placement));
}

interface Table {
  readonly shape: readonly number[];
  readonly values: Numbers;
}

async function readTable(value: unknown, options: TraceReadOptions): Promise<Table | null> {
  return value instanceof TraceArray
    ? { shape: value.shape, values: await value.read(options) }
    : tableOf(value);
}

function tellCounts(sink: TraceSink, { shape, values }: Table): boolean {
  const [experts = 0, layers = 0, steps] = [...shape].reverse();
  if (shape.length < 2 || shape.length > 3 || experts === 0) return false;
  sink.describe({ experts, ...(steps !== undefined && { stepName: 'forward pass' }) });
  for (let row = 0; row * experts < values.length; row++) {
    const counts = values.subarray(row * experts, (row + 1) * experts);
    const step = Math.floor(row / layers);
    sink.counts({ layer: row % layers, counts, ...(steps !== undefined && { step, document: step }) });
  }
  return true;
}
