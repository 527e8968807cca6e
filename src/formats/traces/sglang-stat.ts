/**
 * SGLang's expert distribution recorder in modes `stat` and `stat_approx`: one file of the first rank, its counts
 * added up over all ranks. https://github.com/sgl-project/sglang, python/sglang/srt/eplb/expert_distribution.py,
 * `_StatAccumulator`:
 *
 *     {"rank": int, "logical_count": int32 [S, L, E], "average_utilization_rate_over_window": float or None}
 *
 * S is the length of a ring buffer: steps that were never written are zero, and it may begin anywhere.
 */
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { damaged } from './damage.ts';
import type { Numbers } from './looks/numbers.ts';
import { entryOf, lookTorch } from './looks/saved.ts';
import { TraceArray } from './looks/trace-array.ts';
import { withProgress } from './read-progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

export const sglangStat: TraceFormat = {
  id: 'sglang-stat',
  name: 'SGLang recorder (stat)',
  gives: 'Counts by step, summed over ranks',
  source: 'https://github.com/sgl-project/sglang/blob/main/python/sglang/srt/eplb/expert_distribution.py',
  recognises: async (file) => (await countsOf(file)) !== null,
  read: withProgress(read),
};

async function countsOf(file: TraceFile): Promise<TraceArray | null> {
  const saved = await lookTorch(file);
  const counts = entryOf(saved?.object, 'logical_count');
  const isRecorded = entryOf(saved?.object, 'rank') !== undefined;
  return isRecorded && counts instanceof TraceArray && counts.isInteger && counts.shape.length === 3
    ? counts
    : null;
}

async function read([file]: readonly TraceFile[], sink: TraceSink, options: TraceReadOptions): Promise<void> {
  const counts = await countsOf(file!);
  if (counts === null) throw damaged(file!, sglangStat, 'it has no counts [steps, layers, experts]');
  const [, layers = 0, experts = 0] = counts.shape;
  sink.describe({ experts, stepName: 'forward pass', documentName: 'forward pass' });
  const skipsEmpty = options.corrects('empty-steps');
  let empty = 0;
  for await (const { first, rows, values } of counts.chunks(options)) {
    for (let row = 0; row < rows; row++) {
      const step = values.subarray(row * layers * experts, (row + 1) * layers * experts);
      const isEmpty = step.every((count) => count === 0);
      if (isEmpty) empty++;
      if (!isEmpty || !skipsEmpty) tellStep(sink, step, { step: first + row, layers, experts });
    }
  }
  tellBuffer(sink, { empty, of: counts.rows, skipsEmpty });
}

function tellStep(
  sink: TraceSink,
  values: Numbers,
  { step, layers, experts }: { readonly step: number; readonly layers: number; readonly experts: number },
): void {
  for (let layer = 0; layer < layers; layer++) {
    const counts = values.subarray(layer * experts, (layer + 1) * experts);
    sink.counts({ layer, counts, step, document: step });
  }
}

function tellBuffer(
  sink: TraceSink,
  { empty, of, skipsEmpty }: { readonly empty: number; readonly of: number; readonly skipsEmpty: boolean },
): void {
  if (empty > 0) {
    sink.find(finding('empty-steps', { steps: empty, of }, skipsEmpty ? 'corrected' : 'ignored'));
  } else if (of > 1) {
    const what = 'which step came first: the buffer is full, and it may have been written round';
    const instead = 'Steps are shown in the order of the buffer.';
    sink.find(finding('not-in-format', { what, instead }));
  }
}
