/**
 * OLMoE's counts of routing: https://github.com/allenai/OLMoE, scripts/run_routing_analysis.py, pickles of
 *
 *     expert_counts, expert_counts_top1   list[3] of Counter {expert: n}, for layers 0, 7 and 15
 *     expert_counts_crosslayer            list[2] of Counter {(expert, expert): n}, from 0 to 7 and from 7 to 15
 *     eid2token                           list[3] of defaultdict {expert: Counter {token id: n}}
 */
import { finding } from '../../core/trace/finding.ts';
import { columnSums, rowSums, zeroMatrix } from '../../core/routing/matrix.ts';
import { MAX_TRACE_EXPERTS } from '../../core/trace/collecting/trace-limits.ts';
import type { Fault } from '../../core/fault.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import type { PickleDict, PickleValue } from '../containers/pickle-values.ts';
import { damaged } from './damage.ts';
import { lookPickle } from './looks/saved.ts';
import { withProgress } from './read-progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat } from './trace-format.ts';

export const olmoeCounts: TraceFormat = {
  id: 'olmoe-counts',
  name: 'OLMoE routing analysis (pickles)',
  gives: 'Counts of layers 0, 7 and 15, flow between them, or counts by token id',
  source: 'https://github.com/allenai/OLMoE/blob/main/scripts/run_routing_analysis.py',
  // nobody else reads bare pickles: one that names code to run is refused by that name
  recognises: async (file) => (await unsafeOf(file)) !== null || (await dictsOf(file)) !== null,
  read: withProgress(read),
};

/** What the script looks at, in this order; of Mixtral too. */
const LAYERS = [0, 7, 15] as const;

type Kind = 'counts' | 'flow' | 'vocabulary';

interface Analysis {
  readonly kind: Kind;
  readonly dicts: readonly PickleDict[];
}

async function unsafeOf(file: TraceFile): Promise<Fault | null> {
  const looked = await lookPickle(file);
  return looked !== null && 'unsafe' in looked ? looked.unsafe : null;
}

async function dictsOf(file: TraceFile): Promise<Analysis | null> {
  const looked = await lookPickle(file);
  const value = looked !== null && 'value' in looked ? looked.value : null;
  if (!Array.isArray(value) || value.length < 2 || value.length > LAYERS.length) return null;
  const dicts = value.filter((item) => item instanceof Map);
  const kinds = new Set(dicts.map(kindOf));
  const [kind] = kinds;
  if (dicts.length < value.length || kinds.size !== 1 || kind === undefined || kind === null) return null;
  return (kind === 'flow') === (dicts.length === LAYERS.length - 1) ? { kind, dicts } : null;
}

function kindOf(dict: PickleDict): Kind | null {
  const [first] = dict;
  if (first === undefined) return null;
  const [key, value] = first;
  if (isExpert(key)) return isCount(value) ? 'counts' : value instanceof Map ? 'vocabulary' : null;
  return isPair(key) && isCount(value) ? 'flow' : null;
}

function isExpert(value: PickleValue | undefined): value is number {
  return isCount(value) && value < MAX_TRACE_EXPERTS;
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isPair(value: PickleValue): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(isExpert);
}

async function read([file]: readonly TraceFile[], sink: TraceSink): Promise<void> {
  const unsafe = await unsafeOf(file!);
  if (unsafe !== null) throw unsafe;
  const analysis = await dictsOf(file!);
  if (analysis === null) throw damaged(file!, olmoeCounts, 'its counters hold other things than counts');
  const tell = { counts: tellCounts, flow: tellFlow, vocabulary: tellVocabulary }[analysis.kind];
  if (!analysis.dicts.every((dict, i) => tell(sink, dict, i))) {
    throw damaged(file!, olmoeCounts, 'one of its counters holds other things than counts of experts');
  }
}

function tellCounts(sink: TraceSink, dict: PickleDict, place: number): boolean {
  const counts = countsOf(dict);
  if (counts !== null) sink.counts({ layer: LAYERS[place]!, counts });
  return counts !== null;
}

/** [E], as far as experts were seen. */
function countsOf(dict: PickleDict): Float64Array | null {
  const counts = new Float64Array(expertsOf(dict));
  for (const [expert, count] of dict) {
    if (!isExpert(expert) || !isCount(count)) return null;
    counts[expert] = count;
  }
  return counts;
}

function expertsOf(dict: PickleDict): number {
  return 1 + [...dict.keys()].reduce<number>((most, id) => (isExpert(id) ? Math.max(most, id) : most), -1);
}

function tellFlow(sink: TraceSink, dict: PickleDict, place: number): boolean {
  const pairs = [...dict.keys()];
  if (!pairs.every(isPair)) return false;
  const experts = 1 + pairs.flat().reduce((most, expert) => Math.max(most, expert), -1);
  const counts = zeroMatrix(experts, experts);
  for (const pair of pairs) {
    const count = dict.get(pair);
    if (!isCount(count)) return false;
    counts.values[pair[0] * experts + pair[1]] = count;
  }
  sink.flow(LAYERS[place]!, LAYERS[place + 1]!, counts);
  sink.counts({ layer: LAYERS[place]!, counts: rowSums(counts) });
  if (place + 2 === LAYERS.length) sink.counts({ layer: LAYERS[place + 1]!, counts: columnSums(counts) });
  if (place === 0) {
    const what = 'how often other choices fell together';
    const instead = 'The first choice of a layer is counted with the first of the next, and so on.';
    sink.find(finding('not-in-format', { what, instead }));
  }
  return true;
}

function tellVocabulary(sink: TraceSink, dict: PickleDict, place: number): boolean {
  const layer = LAYERS[place]!;
  const counts = new Float64Array(expertsOf(dict));
  for (const [expert, tokens] of dict) {
    if (!isExpert(expert) || !(tokens instanceof Map)) return false;
    for (const [tokenId, count] of tokens) {
      if (!isCount(tokenId) || !isCount(count)) return false;
      sink.vocabulary(layer, { expert, tokenId, count });
      counts[expert]! += count;
    }
  }
  sink.counts({ layer, counts });
  if (place === 0) {
    const what = 'how many experts a token chooses';
    const instead =
      'Unless a checkpoint beside it tells, shares of a token id are of its choices, not of its occurrences.';
    sink.find(finding('not-in-format', { what, instead }));
  }
  return true;
}
