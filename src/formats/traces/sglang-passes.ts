/**
 * SGLang's expert distribution recorder in modes `per_pass` and `per_token`: a file for each rank.
 * https://github.com/sgl-project/sglang, python/sglang/srt/eplb/expert_distribution.py (`_DetailAccumulator`) and the
 * official reader, python/sglang/srt/eplb/eplb_simulator/reader.py:
 *
 *     {"records": [{"forward_pass_id", "rank", "gatherer_key", "global_physical_count": int32 [L, P]}, …],
 *      "last_physical_to_logical_map": int [L, P]}
 *
 * per_token adds to each record `input_ids`: [T], and `topk_ids_of_layer`: int32 [L, T, 8], padded with −1.
 */
import { formatCount } from '../../core/quantity.ts';
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { damaged } from './damage.ts';
import { idsOf } from './looks/numbers.ts';
import { entryOf, lookTorch, type Saved } from './looks/saved.ts';
import { TraceArray } from './looks/trace-array.ts';
import {
  logicalCounts,
  logicalIds,
  readPhysicalMap,
  tellPhysicalIds,
  type PhysicalMap,
} from './physical-experts.ts';
import { tellReplicas } from './replicas.ts';
import { withProgress } from './read-progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

export const sglangPasses: TraceFormat = {
  id: 'sglang-passes',
  name: 'SGLang recorder (per_pass, per_token)',
  gives: 'Counts by forward pass, or choices by token; ranks summed, replicas mapped to their experts',
  source: 'https://github.com/sgl-project/sglang/blob/main/python/sglang/srt/eplb/expert_distribution.py',
  recognises: async (file) => (await recordingOf(file)) !== null,
  areOneTrace: true,
  read: withProgress(read),
};

const MAP_KEY = 'last_physical_to_logical_map';

async function recordingOf(file: TraceFile): Promise<{ records: Saved[]; map: TraceArray } | null> {
  const object = (await lookTorch(file))?.object;
  const records = entryOf(object, 'records');
  const map = entryOf(object, MAP_KEY);
  return Array.isArray(records) && map instanceof TraceArray ? { records, map } : null;
}

/** What one rank saw in one forward pass. */
interface PassRecord {
  readonly pass: number;
  readonly rank: number;
  /** [L, P] */
  readonly counts: TraceArray;
  /** [L, T, K] */
  readonly ids: TraceArray | null;
  readonly tokenIds: readonly number[] | null;
}

async function read(files: readonly TraceFile[], sink: TraceSink, options: TraceReadOptions): Promise<void> {
  const recordings = await Promise.all(files.map(readRecording));
  const records = recordings.flatMap((recording) => recording.records);
  const passes = groupByPass(records);
  tellTwice(sink, records.length - [...passes.values()].reduce((heard, group) => heard + group.length, 0));
  const map = await readPhysicalMap(recordings.at(-1)!.map, options);
  if (map === null) throw damaged(files.at(-1)!, sglangPasses, `${MAP_KEY} is no map of replicas to experts`);
  const isMapped = tellPhysicalIds(sink, map, options);
  sink.describe({
    experts: isMapped ? map.experts : map.physical,
    order: 'none',
    documentName: 'forward pass',
    stepName: 'forward pass',
  });
  const groups = [...passes.values()].map((group) => group.map(({ counts }) => counts));
  const onlyFirst = await tellReplicas(sink, groups, options);
  const around = { map, isMapped, file: files[0]!, options };
  for (const group of passes.values()) {
    for (const record of onlyFirst ? group.slice(0, 1) : group) {
      const { ids } = record;
      if (ids === null) await tellCounts(sink, record, around);
      else await tellTokens(sink, { ...record, ids }, around);
    }
  }
}

async function readRecording(file: TraceFile): Promise<{ records: PassRecord[]; map: TraceArray }> {
  const recording = await recordingOf(file);
  if (recording === null) throw damaged(file, sglangPasses, 'it has no records');
  const records = recording.records.flatMap((record) => recordOf(record) ?? []);
  if (records.length < recording.records.length)
    throw damaged(file, sglangPasses, 'a record lacks its counts');
  return { records, map: recording.map };
}

function recordOf(record: Saved): PassRecord | null {
  const [pass, rank, counts, ids, tokenIds] = [
    'forward_pass_id',
    'rank',
    'global_physical_count',
    'topk_ids_of_layer',
    'input_ids',
  ].map((key) => entryOf(record, key));
  if (typeof pass !== 'number' || typeof rank !== 'number') return null;
  if (!(counts instanceof TraceArray) || counts.shape.length !== 2) return null;
  const isOfTokens = ids instanceof TraceArray && ids.isInteger && ids.shape.length === 3;
  return {
    pass,
    rank,
    counts,
    ids: isOfTokens ? ids : null,
    tokenIds: isNumbers(tokenIds) ? tokenIds : null,
  };
}

function isNumbers(value: Saved | undefined): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

/** By rising pass, each with its ranks in order; a rank that tells of a pass twice is heard once. */
function groupByPass(records: readonly PassRecord[]): ReadonlyMap<number, readonly PassRecord[]> {
  const sorted = [...records].sort((a, b) => a.pass - b.pass || a.rank - b.rank);
  const groups = new Map<number, PassRecord[]>();
  for (const record of sorted) {
    const group = groups.get(record.pass) ?? [];
    if (group.at(-1)?.rank !== record.rank) group.push(record);
    groups.set(record.pass, group);
  }
  return groups;
}

function tellTwice(sink: TraceSink, records: number): void {
  if (records === 0) return;
  const what = `what to make of ${formatCount(records)} records of a forward pass that the same rank has told of already, as where two recordings lie in one folder`;
  const instead = 'The first of each is read. Open recordings one at a time to see each.';
  sink.find(finding('not-in-format', { what, instead }));
}

interface Surroundings {
  readonly map: PhysicalMap;
  readonly isMapped: boolean;
  /** For messages. */
  readonly file: TraceFile;
  readonly options: TraceReadOptions;
}

async function tellCounts(
  sink: TraceSink,
  { pass, counts }: PassRecord,
  around: Surroundings,
): Promise<void> {
  const { map, isMapped, file, options } = around;
  const [layers, physical] = counts.shape;
  if (layers !== map.layers || physical !== map.physical) {
    throw damaged(file, sglangPasses, `the counts of pass ${pass} are not of the shape of the map`);
  }
  const values = await counts.read(options);
  for (let layer = 0; layer < layers; layer++) {
    const row = values.subarray(layer * physical, (layer + 1) * physical);
    sink.counts({
      layer,
      counts: isMapped ? logicalCounts(map, layer, row) : row,
      document: pass,
      step: pass,
    });
  }
}

/** `ids`: [L, T, K] of physical experts. */
async function tellTokens(
  sink: TraceSink,
  { pass, tokenIds, ids: array }: PassRecord & { readonly ids: TraceArray },
  { map, isMapped, file, options }: Surroundings,
): Promise<void> {
  const [layers = 0, tokens = 0, slots = 0] = array.shape;
  if (layers !== map.layers) throw damaged(file, sglangPasses, `pass ${pass} has other layers than the map`);
  const physical = idsOf(await array.read(options));
  const ids = isMapped ? new Int32Array(physical.length) : physical;
  for (let layer = 0; isMapped && layer < layers; layer++) {
    const start = layer * tokens * slots;
    ids.set(logicalIds(map, layer, physical.subarray(start, start + tokens * slots)), start);
  }
  sink.tokens({
    layers: Array.from({ length: layers }, (_, layer) => layer),
    tokens,
    slots,
    ids,
    strides: { layer: tokens * slots, token: slots, slot: 1 },
    tokenIds: tokenIds?.length === tokens ? tokenIds : null,
    document: pass,
    step: pass,
  });
}
