/**
 * Counts as SGLang wrote them until May 2025 (https://github.com/sgl-project/sglang/pull/4435): a CSV file
 *
 *     layer_id,expert_id,count
 */
import { MAX_LAYER_ID, MAX_TRACE_EXPERTS } from '../../core/trace/collecting/trace-limits.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { finding } from '../../core/trace/finding.ts';
import { Fault } from '../../core/fault.ts';
import { damaged } from './damage.ts';
import { withProgress } from './read-progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

export const sglangCsv: TraceFormat = {
  id: 'sglang-csv',
  name: 'SGLang recorder (CSV, until 2025)',
  gives: 'Counts',
  source: 'https://github.com/sgl-project/sglang/pull/4435',
  recognises: ({ head }) => Promise.resolve(header.test(new TextDecoder().decode(head.subarray(0, 80)))),
  read: withProgress(read),
};

const header = /^\uFEFF?layer_id,expert_id,count\r?\n/;

/** A line for each expert of each layer: a model of 100 layers and 1000 experts has 1.5 MB. */
const MAX_BYTES = 64_000_000;

async function read([file]: readonly TraceFile[], sink: TraceSink, options: TraceReadOptions): Promise<void> {
  const { name, size, source } = file!;
  if (size > MAX_BYTES) {
    throw new Fault('over-limit', { file: name, what: 'its size in bytes', value: size, limit: MAX_BYTES });
  }
  const text = new TextDecoder().decode(await source.read(0, size, options));
  const [, ...lines] = text.split(/\r?\n/);
  const layers = new Map<number, Map<number, number>>();
  const bad: number[] = [];
  lines.forEach((line, i) => {
    // the header is line 1
    if (line !== '' && !addLine(layers, line)) bad.push(i + 2);
  });
  if (layers.size === 0) throw damaged(file!, sglangCsv, 'it has no lines of counts');
  if (bad.length > 0) {
    const detail = 'three whole numbers are expected: layer, expert and count';
    sink.find(finding('unreadable-lines', { file: name, lines: bad.length, first: bad[0]!, detail }));
  }
  for (const [layer, counts] of [...layers].sort(([a], [b]) => a - b))
    sink.counts({ layer, counts: rowOf(counts) });
}

/** Experts of a layer may be told of more than once: ranks appended to one file. */
function addLine(layers: Map<number, Map<number, number>>, line: string): boolean {
  const [, ...fields] = /^(\d{1,9}),(\d{1,9}),(-?\d{1,15})$/.exec(line.trim()) ?? [];
  const [layer, expert, count] = fields.map(Number);
  if (layer === undefined || expert === undefined || count === undefined) return false;
  if (layer > MAX_LAYER_ID || expert >= MAX_TRACE_EXPERTS) return false;
  const counts = layers.get(layer) ?? new Map<number, number>();
  counts.set(expert, (counts.get(expert) ?? 0) + count);
  layers.set(layer, counts);
  return true;
}

function rowOf(counts: ReadonlyMap<number, number>): Float64Array {
  const row = new Float64Array(1 + [...counts.keys()].reduce((most, expert) => Math.max(most, expert), 0));
  for (const [expert, count] of counts) row[expert] = count;
  return row;
}
