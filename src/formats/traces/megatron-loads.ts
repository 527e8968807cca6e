/**
 * Loads of experts as a fork of Megatron-core records them: https://github.com/ultra-ep/Megatron-LM,
 * megatron/core/transformer/moe/expert_load_recorder.py, `mcore_ep_loads_rank{r}_{id}.npz`:
 *
 *     dump_version "mcore_ep_load_dump_v1" | loads int32 [L, F, P] | layer_numbers [L], from 1 | forward_counts [L] | …
 *
 * Each rank tells of its own tokens; those of its group add up. Forward passes beyond a layer's count were never written,
 * and hold whatever the memory held.
 */
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { damaged } from './damage.ts';
import { lookNpz } from './looks/arrays.ts';
import type { Numbers } from './looks/numbers.ts';
import type { TraceArray } from './looks/trace-array.ts';
import { withProgress } from './read-progress.ts';
import { tellReplicas } from './replicas.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

export const megatronLoads: TraceFormat = {
  id: 'megatron-loads',
  name: 'Megatron-core expert loads (ultra-ep)',
  gives: 'Counts by forward pass, summed over ranks',
  source:
    'https://github.com/ultra-ep/Megatron-LM/blob/main/megatron/core/transformer/moe/expert_load_recorder.py',
  recognises: async (file) => (await arraysOf(file)) !== null,
  areOneTrace: true,
  read: withProgress(read),
};

interface Arrays {
  /** [L, F, P] */
  readonly loads: TraceArray;
  /** [L] each */
  readonly layerNumbers: TraceArray;
  readonly forwardCounts: TraceArray;
}

async function arraysOf(file: TraceFile): Promise<Arrays | null> {
  const arrays = (await lookNpz(file))?.arrays;
  const loads = arrays?.get('loads');
  const layerNumbers = arrays?.get('layer_numbers');
  const forwardCounts = arrays?.get('forward_counts');
  if (loads?.shape.length !== 3 || !loads.isInteger) return null;
  const fits = [layerNumbers, forwardCounts].every(
    (array) => array?.isInteger && array.shape.length === 1 && array.rows === loads.rows,
  );
  return fits ? { loads, layerNumbers: layerNumbers!, forwardCounts: forwardCounts! } : null;
}

async function read(files: readonly TraceFile[], sink: TraceSink, options: TraceReadOptions): Promise<void> {
  sink.describe({ stepName: 'forward pass', documentName: 'forward pass' });
  const byLayers = new Map<string, Arrays[]>();
  for (const file of files) {
    const arrays = await arraysOf(file);
    if (arrays === null)
      throw damaged(file, megatronLoads, 'its loads and its lists of layers do not fit together');
    const key = (await arrays.layerNumbers.read(options)).join();
    byLayers.set(key, [...(byLayers.get(key) ?? []), arrays]);
  }
  const groups = [...byLayers.values()];
  const onlyFirst = await tellReplicas(
    sink,
    groups.map((group) => group.map(({ loads }) => loads)),
    options,
  );
  for (const group of groups) {
    for (const arrays of onlyFirst ? group.slice(0, 1) : group) await tellLoads(sink, arrays, options);
  }
  const what = 'which physical experts are replicas of the same expert';
  sink.find(finding('not-in-format', { what, instead: 'Each is shown as one of its own.' }));
}

async function tellLoads(
  sink: TraceSink,
  { loads, layerNumbers, forwardCounts }: Arrays,
  options: TraceReadOptions,
): Promise<void> {
  const numbers = await layerNumbers.read(options);
  const written = await forwardCounts.read(options);
  const [, , experts = 0] = loads.shape;
  for await (const { first, rows, values } of loads.chunks(options)) {
    for (let row = 0; row < rows; row++) {
      const layer = numbers[first + row]! - 1;
      const passes = values.subarray(row * loads.rowElements, (row + 1) * loads.rowElements);
      tellPasses(sink, { layer, passes: passes.subarray(0, written[first + row]! * experts), experts });
    }
  }
}

function tellPasses(
  sink: TraceSink,
  { layer, passes, experts }: { readonly layer: number; readonly passes: Numbers; readonly experts: number },
): void {
  for (let step = 0; (step + 1) * experts <= passes.length; step++) {
    const counts = passes.subarray(step * experts, (step + 1) * experts);
    sink.counts({ layer, counts, step, document: step });
  }
}
