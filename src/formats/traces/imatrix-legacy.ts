/**
 * llama.cpp's importance matrix from before GGUF: https://github.com/ggml-org/llama.cpp, tools/imatrix, `save_imatrix_legacy`.
 *
 *     i32 entries | for each: i32 length, name, i32 ncall, i32 values, f32 [values] | i32 last chunk, i32 length, dataset
 *
 * All little-endian. An entry's values are mean squares of its inputs, times ncall; those of experts are one row after
 * the other. How often each was chosen is not in the file, but that one never was is: its row is ncall throughout.
 */
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { clipped } from '../clipped.ts';
import type { ByteSource } from '../source.ts';
import { damaged } from './damage.ts';
import { decodeNumbers, sumOf } from './looks/numbers.ts';
import { lookOnce } from './looks/once.ts';
import { inputsOf } from './imatrix-gguf.ts';
import { withProgress } from './read-progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

export const imatrixLegacy: TraceFormat = {
  id: 'imatrix-legacy',
  name: 'llama.cpp imatrix (.dat, before GGUF)',
  gives: 'The mean energy of what goes into each expert; not how often it was chosen',
  source: 'https://github.com/ggml-org/llama.cpp/blob/master/tools/imatrix/imatrix.cpp',
  recognises: async (file) => beginsAsEntry(file) && (await lookEntries(file)) !== null,
  read: withProgress(read),
};

interface Entry {
  readonly name: string;
  readonly calls: number;
  readonly values: number;
  readonly startByte: number;
}

interface Entries {
  readonly entries: readonly Entry[];
  /** Entries that the file announces, and where it ends if that is within one of them. */
  readonly announced: number;
  readonly isCutShort: boolean;
}

/** A model has a dozen weights a layer. */
const MAX_ENTRIES = 100_000;
const MAX_NAME_BYTES = 256;
const INT_BYTES = 4;

/** What every entry is called: printable, with dots. */
const namePattern = /^[A-Za-z][\w.\-/]*\.weight$/;

function beginsAsEntry({ head }: TraceFile): boolean {
  if (head.length < 2 * INT_BYTES + 1) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const [entries, length] = [view.getInt32(0, true), view.getInt32(INT_BYTES, true)];
  if (entries <= 0 || entries > MAX_ENTRIES || length <= 0 || length > MAX_NAME_BYTES) return false;
  return namePattern.test(new TextDecoder().decode(head.subarray(2 * INT_BYTES, 2 * INT_BYTES + length)));
}

/** Names and places of entries, up to the first that is not whole; null where the first is none. */
const lookEntries = lookOnce(async ({ source }): Promise<Entries | null> => {
  const announced = int32(await source.read(0, INT_BYTES), 0);
  const entries: Entry[] = [];
  for (let at = INT_BYTES; entries.length < announced;) {
    const entry = await readEntry(source, at);
    if (entry === null) break;
    entries.push(entry);
    at = entry.startByte + entry.values * INT_BYTES;
  }
  return entries.length > 0 ? { entries, announced, isCutShort: entries.length < announced } : null;
});

async function readEntry(source: ByteSource, at: number): Promise<Entry | null> {
  const bytes = await source.read(at, Math.min(source.size, at + MAX_NAME_BYTES + 3 * INT_BYTES));
  const length = bytes.length >= INT_BYTES ? int32(bytes, 0) : 0;
  const startByte = at + length + 3 * INT_BYTES;
  if (length <= 0 || length > MAX_NAME_BYTES || startByte > source.size) return null;
  const name = new TextDecoder().decode(bytes.subarray(INT_BYTES, INT_BYTES + length));
  const calls = int32(bytes, INT_BYTES + length);
  const values = int32(bytes, 2 * INT_BYTES + length);
  const isWhole = values > 0 && startByte + values * INT_BYTES <= source.size;
  return namePattern.test(name) && calls >= 0 && isWhole ? { name, calls, values, startByte } : null;
}

function int32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(at, true);
}

async function read([file]: readonly TraceFile[], sink: TraceSink, options: TraceReadOptions): Promise<void> {
  const looked = await lookEntries(file!);
  if (looked === null) throw damaged(file!, imatrixLegacy, 'its first entry is not whole');
  const { entries, announced, isCutShort } = looked;
  const experts = entries.flatMap((entry) => expertsOf(entry, entries) ?? []);
  if (experts.length === 0) {
    throw damaged(
      file!,
      imatrixLegacy,
      'it has no entry of experts whose number can be told: the model may have none',
    );
  }
  let neverRouted = 0;
  for (const each of experts)
    neverRouted += await tellEnergy(sink, each, { source: file!.source, ...options });
  if (neverRouted > 0) {
    const treatment = options.corrects('never-routed-rows') ? 'corrected' : 'ignored';
    sink.find(finding('never-routed-rows', { experts: neverRouted }, treatment));
  }
  const what = 'how often each expert was chosen: this format keeps means only';
  sink.find(finding('not-in-format', { what }));
  if (!isCutShort) return;
  const detail = `${entries.length} of ${announced} entries are whole`;
  sink.find(finding('cut-short', { file: clipped(file!.name), detail }));
}

interface Experts {
  readonly layer: number;
  readonly projection: string;
  readonly experts: number;
  readonly entry: Entry;
}

/**
 * How many experts an entry is of: gate and up projections take what the layer's router takes, whose length is known;
 * down projections have as many experts. Null for entries of no experts, and where there is no router to compare with.
 */
function expertsOf(entry: Entry, entries: readonly Entry[]): Experts | null {
  const [, id, projection] = /^blk\.(\d{1,5})\.(ffn_\w{1,40}_exps)\.weight$/.exec(entry.name) ?? [];
  if (id === undefined || projection === undefined) return null;
  const find = (name: string) => entries.find((other) => other.name === `blk.${id}.${name}.weight`)?.values;
  const inputs = find('ffn_gate_inp') ?? find('attn_q') ?? find('attn_qkv');
  const fromInputs = find('ffn_gate_exps') ?? find('ffn_gate_up_exps') ?? find('ffn_up_exps');
  const experts = inputs === undefined || fromInputs === undefined ? NaN : fromInputs / inputs;
  const isWhole = Number.isInteger(experts) && entry.values % experts === 0;
  return isWhole && experts > 1 ? { layer: Number(id), projection, experts, entry } : null;
}

/** Returns how many experts' rows mean that they were never chosen. */
async function tellEnergy(
  sink: TraceSink,
  { layer, projection, experts, entry }: Experts,
  { source, ...options }: TraceReadOptions & { readonly source: ByteSource },
): Promise<number> {
  const { startByte, values, calls } = entry;
  const numbers = decodeNumbers(await source.read(startByte, startByte + values * INT_BYTES, options), {
    dtype: 'F32',
  });
  const inputs = values / experts;
  const energies = new Float64Array(experts);
  const means = new Float32Array(values);
  let neverRouted = 0;
  for (let expert = 0; expert < experts; expert++) {
    const row = numbers.subarray(expert * inputs, (expert + 1) * inputs);
    const isNever = row.every((value) => value === calls);
    if (isNever) neverRouted++;
    const scale = isNever && options.corrects('never-routed-rows') ? NaN : 1 / Math.max(1, calls);
    energies[expert] = (sumOf(row) / row.length) * scale;
    for (let c = 0; c < inputs; c++) means[expert * inputs + c] = row[c]! * scale;
  }
  sink.inputs({ layer, of: inputsOf(projection), experts, values: means });
  sink.scores({ table: `input energy of ${projection}`, layer, values: energies });
  return neverRouted;
}
