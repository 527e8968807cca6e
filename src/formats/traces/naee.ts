/**
 * What NAEE's pruning leaves behind: https://github.com/Lucky-Lance/Expert_Sparsity, main.py and method/expert_pruning.py.
 *
 *     pruning_info.pt   (Namespace, ({layer: {dropped experts: loss}},))
 *
 * Every subset of experts of the size to be dropped was tried, and the distance of the layer's output without them kept.
 * An expert's score is the mean over the subsets it is in. Dynamic skipping keeps medians of gates by layer, of no
 * expert.
 */
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { MAX_LAYER_ID, MAX_TRACE_EXPERTS } from '../../core/trace/collecting/trace-limits.ts';
import { damaged } from './damage.ts';
import { lookTorch, SavedObject, type Saved, type SavedDict } from './looks/saved.ts';
import { withProgress } from './read-progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat } from './trace-format.ts';

export const naee: TraceFormat = {
  id: 'naee',
  name: 'NAEE pruning losses',
  gives: 'The mean loss of the subsets that each expert was dropped with',
  source: 'https://github.com/Lucky-Lance/Expert_Sparsity/blob/main/method/expert_pruning.py',
  recognises: async (file) => (await historyOf(file)) !== null,
  read: withProgress(read),
};

async function historyOf(file: TraceFile): Promise<SavedDict | null> {
  const object = (await lookTorch(file))?.object;
  const [settings, info] = Array.isArray(object) ? object : [];
  if (!(settings instanceof SavedObject) || settings.className !== 'argparse.Namespace') return null;
  const [history, ...others] = Array.isArray(info) ? info : [];
  if (others.length > 0 || !(history instanceof Map) || history.size === 0) return null;
  return [...history.values()].every((losses) => losses instanceof Map) ? history : null;
}

async function read([file]: readonly TraceFile[], sink: TraceSink): Promise<void> {
  for (const [layer, losses] of (await historyOf(file!)) ?? []) {
    const values = losses instanceof Map ? meanLosses(losses) : null;
    const isLayer = Number.isInteger(layer) && Number(layer) >= 0 && Number(layer) <= MAX_LAYER_ID;
    if (values === null || !isLayer) throw damaged(file!, naee, 'a layer has no losses of dropped experts');
    sink.scores({ table: 'loss when dropped', layer: Number(layer), values });
  }
  sink.find(
    finding('not-in-format', { what: 'how often experts were chosen: these are losses without them' }),
  );
}

/** [E]: NaN for an expert that was never dropped. Null for other things than subsets and losses. */
function meanLosses(losses: ReadonlyMap<Saved, Saved>): Float64Array | null {
  const subsets: { readonly dropped: number[]; readonly loss: number }[] = [];
  for (const [dropped, loss] of losses) {
    if (!isSubset(dropped) || typeof loss !== 'number') return null;
    subsets.push({ dropped, loss });
  }
  const experts =
    1 + subsets.reduce((most, { dropped }) => dropped.reduce((a, b) => Math.max(a, b), most), -1);
  const [sums, counts] = [new Float64Array(experts), new Float64Array(experts)];
  for (const { dropped, loss } of subsets) {
    for (const expert of dropped) {
      sums[expert]! += loss;
      counts[expert]!++;
    }
  }
  return experts > 0 ? sums.map((sum, expert) => sum / counts[expert]!) : null;
}

function isSubset(value: Saved): value is number[] {
  const isExpert = (id: Saved) => Number.isInteger(id) && Number(id) >= 0 && Number(id) < MAX_TRACE_EXPERTS;
  return Array.isArray(value) && value.every(isExpert);
}
