/**
 * What llama.cpp's moe-trace writes (https://github.com/ggml-org/llama.cpp/pull/28544, not merged): a line
 * `layer,expert` for each expert of each token, without a header, batch by batch and in each layer by layer. How many
 * of them a token has is not told, so that choices can be counted, not told apart.
 */
import { MAX_LAYER_ID, MAX_TRACE_EXPERTS } from '../../core/trace/collecting/trace-limits.ts';
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { damaged } from './damage.ts';
import { lineBlocks, linesOf } from './looks/lines.ts';
import { lookOnce } from './looks/once.ts';
import { progressOver, type CountBytes } from './progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

export const moeTraceCsv: TraceFormat = {
  id: 'moe-trace-csv',
  name: 'llama.cpp moe-trace',
  gives: 'Counts, by batch',
  source: 'https://github.com/ggml-org/llama.cpp/pull/28544',
  recognises: async (file) => (await lookStart(file)) !== null,
  async read(files, sink, options) {
    sink.describe({ documentName: 'batch' });
    const countBytes = progressOver(files, options);
    for (const file of files) await readRows(file, { ...options, sink, countBytes });
    const untold = 'how many experts a token has, and which of them belong together';
    sink.find(finding('not-in-format', { what: untold }));
  },
};

/** Lines that a file must show before two columns of numbers are taken for layers and experts. */
const TELLING_LINES = 4;

/** True or null: two whole numbers a line, the first of which rises until it begins again. */
const lookStart = lookOnce(({ head }: TraceFile): Promise<true | null> => {
  const lines = new TextDecoder().decode(head).replaceAll('\r', '').split('\n');
  // the last one is empty, or goes on elsewhere
  lines.pop();
  if (lines.length < TELLING_LINES) return Promise.resolve(null);
  let [before, smallest] = [-1, Infinity];
  for (const line of lines) {
    const [layer, expert] = rowOf(line) ?? [Infinity, Infinity];
    if (layer > MAX_LAYER_ID || expert >= MAX_TRACE_EXPERTS) return Promise.resolve(null);
    if (layer < before && layer > smallest) return Promise.resolve(null);
    [before, smallest] = [layer, Math.min(smallest, layer)];
  }
  return Promise.resolve(true);
});

function rowOf(line: string): readonly [number, number] | null {
  const [, layer, expert] = /^(-?\d{1,6}),(-?\d{1,6})$/.exec(line) ?? [];
  return layer === undefined || expert === undefined ? null : [Number(layer), Number(expert)];
}

async function readRows(
  file: TraceFile,
  {
    sink,
    countBytes,
    ...options
  }: TraceReadOptions & { readonly sink: TraceSink; readonly countBytes: CountBytes },
): Promise<void> {
  const pass = new BatchCounts(sink);
  const decoder = new TextDecoder();
  let [lines, unreadable, first, startByte] = [0, 0, 0, 0];
  for await (const block of lineBlocks(file.source, options)) {
    for (const { line, isOpen } of linesOf(block)) {
      lines++;
      // what is left of a number may be another number
      if (isOpen) sink.find(finding('cut-short', { file: file.name, detail: 'its last line has no end' }));
      else if (!pass.add(line.length > 16 ? null : rowOf(decoder.decode(line)))) {
        unreadable++;
        first ||= lines;
      }
    }
    countBytes(block.startByte + block.bytes.length - startByte);
    startByte = block.startByte + block.bytes.length;
  }
  pass.flush();
  if (unreadable === lines) throw damaged(file, moeTraceCsv, 'it has no lines of a layer and an expert');
  if (unreadable > 0) {
    const detail = 'two whole numbers are expected: layer and expert';
    sink.find(finding('unreadable-lines', { file: file.name, lines: unreadable, first, detail }));
  }
}

/** Counts of one batch, told when the next begins: when layers begin again. */
class BatchCounts {
  readonly #sink: TraceSink;
  readonly #counts = new Map<number, Uint32Array<ArrayBuffer>>();
  #layer = -1;
  #document = 0;
  #largest = 0;

  constructor(sink: TraceSink) {
    this.#sink = sink;
  }

  /** False for what is no layer and expert. */
  add(row: readonly [number, number] | null): boolean {
    if (row === null) return false;
    const [layer, expert] = row;
    // the producer writes −1 for a layer whose name it could not read
    if (layer < 0 || expert < 0 || layer > MAX_LAYER_ID || expert >= MAX_TRACE_EXPERTS) return false;
    if (layer < this.#layer) this.flush();
    this.#layer = layer;
    this.#rowOf(layer, expert)[expert]!++;
    return true;
  }

  flush(): void {
    for (const [layer, row] of this.#counts) {
      this.#sink.counts({ layer, counts: row.subarray(0, this.#largest + 1), document: this.#document });
    }
    if (this.#counts.size > 0) this.#document++;
    this.#counts.clear();
    this.#layer = -1;
  }

  #rowOf(layer: number, expert: number): Uint32Array<ArrayBuffer> {
    this.#largest = Math.max(this.#largest, expert);
    const known = this.#counts.get(layer);
    if (known !== undefined && known.length > expert) return known;
    const row = new Uint32Array(Math.max(64, 2 * (this.#largest + 1)));
    row.set(known ?? []);
    this.#counts.set(layer, row);
    return row;
  }
}
