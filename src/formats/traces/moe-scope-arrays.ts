/**
 * Our own form as safetensors (docs/traces.md): `experts` [tokens, layers, k], and beside it, where they are known,
 * `weights` alike, `layers` [layers], and `token_ids`, `documents`, `labels` and `steps` [tokens]; or `counts`
 * [layers, experts] or [steps, layers, experts] with `tokens` [layers]. Metadata: what a header of the lines has.
 */
import { MAX_LAYER_ID, MAX_SLOTS, MAX_TRACE_LAYERS } from '../../core/trace/collecting/trace-limits.ts';
import type { IdArray, TraceFacts, TraceSink } from '../../core/trace/trace-sink.ts';
import { damaged } from './damage.ts';
import { lookSafetensors, type NamedArrays } from './looks/arrays.ts';
import { decodeNumbers, idsOf, type Numbers } from './looks/numbers.ts';
import type { TraceArray } from './looks/trace-array.ts';
import { checkVersion, factsOf, TRACE_FORM, TRACE_FORM_SOURCE } from './moe-scope-form.ts';
import { progressOver, type CountBytes } from './progress.ts';
import { rowRuns, type RowColumn, type RowRun } from './row-stream.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

export const moeScopeArrays: TraceFormat = {
  id: 'moe-scope-arrays',
  name: 'MoE Scope arrays',
  gives: 'Experts and weights by token, or counts; documents, steps, classes, vocabulary ids (safetensors)',
  source: TRACE_FORM_SOURCE,
  async recognises(file) {
    const named = await lookSafetensors(file);
    if (named === null) return false;
    if (named.metadata.format === TRACE_FORM) return true;
    return isExperts(named.arrays.get('experts'));
  },
  async read(files, sink, options) {
    const countBytes = progressOver(files, options);
    for (const file of files) await readArrays(file, { ...options, sink, countBytes });
  },
};

type ReadOptions = TraceReadOptions & { readonly sink: TraceSink; readonly countBytes: CountBytes };

function isExperts(array: TraceArray | undefined): array is TraceArray {
  return array?.isInteger === true && array.shape.length === 3;
}

async function readArrays(file: TraceFile, options: ReadOptions): Promise<void> {
  const named = await lookSafetensors(file);
  const experts = named?.arrays.get('experts');
  const counts = named?.arrays.get('counts');
  if (named === null || (experts === undefined && counts === undefined)) {
    throw damaged(file, moeScopeArrays, 'it has neither “experts” nor “counts”');
  }
  checkVersion(Number(named.metadata.version ?? 1), file.name);
  options.sink.describe(headerOf(named.metadata));
  if (experts !== undefined) await readExperts(file, { ...options, named, experts });
  if (counts !== undefined) await readCounts(file, { ...options, named, counts });
}

/** Texts, of which `classes` is a list in JSON. */
function headerOf({ classes = '[]', ...metadata }: Readonly<Record<string, string>>): Partial<TraceFacts> {
  try {
    return factsOf({ ...metadata, classes: JSON.parse(classes) as unknown });
  } catch {
    return factsOf(metadata);
  }
}

// ---------------------------------------------------------------- experts

async function readExperts(
  file: TraceFile,
  { named, experts, ...options }: ReadOptions & { named: NamedArrays; experts: TraceArray },
): Promise<void> {
  const table = await tableOf(file, { named, experts });
  const { columns, tokens } = table;
  for await (const run of rowRuns(file.source, { columns, rows: tokens }, options)) {
    tellRun(run, table, options.sink);
    options.countBytes(run.bytes.reduce((total, { length }) => total + length, 0));
  }
}

interface ExpertsTable {
  readonly tokens: number;
  readonly slots: number;
  readonly layers: readonly number[];
  /** Experts and, where they are known, weights. */
  readonly columns: readonly RowColumn[];
  /** [tokens] each. */
  readonly labels: IdArray | null;
  readonly tokenIds: IdArray | null;
  readonly documents: IdArray | null;
  readonly steps: IdArray | null;
}

async function tableOf(
  file: TraceFile,
  { named, experts }: { named: NamedArrays; experts: TraceArray },
): Promise<ExpertsTable> {
  if (!isExperts(experts))
    throw damaged(file, moeScopeArrays, '“experts” is not [tokens, layers, k] of whole numbers');
  const [tokens = 0, layerCount = 0, slots = 0] = experts.shape;
  if (layerCount > MAX_TRACE_LAYERS || slots > MAX_SLOTS) {
    throw damaged(file, moeScopeArrays, 'it has more layers, or more experts a token, than can be');
  }
  const weights = named.arrays.get('weights');
  if (weights !== undefined && weights.shape.join() !== experts.shape.join()) {
    throw damaged(file, moeScopeArrays, '“weights” has not the shape of “experts”');
  }
  const columns = [experts, ...(weights ? [weights] : [])].map((array) => columnOf(array, file));
  const ofTokens = (name: string) => perToken(file, { named, name, tokens });
  return {
    tokens,
    slots,
    columns,
    layers: await layersOf(file, { named, layerCount }),
    labels: await ofTokens('labels'),
    tokenIds: await ofTokens('token_ids'),
    documents: await ofTokens('documents'),
    steps: await ofTokens('steps'),
  };
}

function tellRun(run: RowRun, table: ExpertsTable, sink: TraceSink): void {
  const { layers, slots, columns, documents, steps } = table;
  const choices = choicesOf(run, columns);
  const width = layers.length * slots;
  for (const { first, end } of partsOf(run, [documents, steps])) {
    const [from, to] = [run.first + first, run.first + end];
    sink.tokens({
      layers,
      tokens: end - first,
      slots,
      ids: choices.ids.subarray(first * width, end * width),
      weights: choices.weights?.subarray(first * width, end * width) ?? null,
      strides: { layer: slots, token: width, slot: 1 },
      tokenIds: table.tokenIds?.subarray(from, to) ?? null,
      labels: table.labels?.subarray(from, to) ?? null,
      document: documents?.[from] ?? 0,
      step: steps?.[from] ?? null,
    });
  }
}

function columnOf(array: TraceArray, file: TraceFile): RowColumn {
  const { plainStart, dtype, rowElements } = array;
  if (plainStart === null) throw damaged(file, moeScopeArrays, 'its elements do not lie one after the other');
  return { startByte: plainStart, dtype, rowElements };
}

function choicesOf({ bytes }: RowRun, columns: readonly RowColumn[]) {
  const [ids, weights] = bytes.map((column, c) => decodeNumbers(column, columns[c]!));
  return { ids: idsOf(ids!), weights: weights === undefined ? null : floatsOf(weights) };
}

function floatsOf(numbers: Numbers): Float32Array | Float64Array {
  return numbers instanceof Float32Array || numbers instanceof Float64Array
    ? numbers
    : Float64Array.from(numbers);
}

/** Tokens of a run that are of one document and step. */
function* partsOf({ first: base, rows }: RowRun, marks: readonly (IdArray | null)[]) {
  const known = marks.filter((mark) => mark !== null);
  for (let first = 0; first < rows;) {
    let end = known.length === 0 ? rows : first + 1;
    while (end < rows && known.every((mark) => mark[base + end] === mark[base + first])) end++;
    yield { first, end };
    first = end;
  }
}

/** Null if there is no such array. Throws `malformed` unless it has one whole number a token. */
async function perToken(
  file: TraceFile,
  { named, name, tokens }: { named: NamedArrays; name: string; tokens: number },
): Promise<IdArray | null> {
  const array = named.arrays.get(name);
  if (array === undefined) return null;
  if (!array.isInteger || array.shape.join() !== String(tokens)) {
    throw damaged(file, moeScopeArrays, `“${name}” is not [tokens] of whole numbers`);
  }
  return idsOf(await array.read());
}

async function layersOf(
  file: TraceFile,
  { named, layerCount }: { named: NamedArrays; layerCount: number },
): Promise<readonly number[]> {
  const array = named.arrays.get('layers');
  if (array === undefined) return Array.from({ length: layerCount }, (_, layer) => layer);
  if (!array.isInteger || array.shape.join() !== String(layerCount)) {
    throw damaged(file, moeScopeArrays, '“layers” is not [layers] of whole numbers');
  }
  const layers = [...(await array.read())];
  if (layers.some((layer) => layer < 0 || layer > MAX_LAYER_ID)) {
    throw damaged(file, moeScopeArrays, '“layers” has a number that no layer can have');
  }
  return layers;
}

// ---------------------------------------------------------------- counts

async function readCounts(
  file: TraceFile,
  { named, counts, sink, countBytes, signal }: ReadOptions & { named: NamedArrays; counts: TraceArray },
): Promise<void> {
  const { shape } = counts;
  const [steps, layerCount = 0, experts = 0] = shape.length === 2 ? [1, ...shape] : shape;
  if (shape.length < 2 || shape.length > 3 || layerCount > MAX_TRACE_LAYERS) {
    throw damaged(file, moeScopeArrays, '“counts” is not [layers, experts] or [steps, layers, experts]');
  }
  const layers = await layersOf(file, { named, layerCount });
  const tokens = steps === 1 ? await tokensOf(file, { named, layerCount }) : null;
  const column = { ...columnOf(counts, file), rowElements: layerCount * experts };
  for await (const run of rowRuns(file.source, { columns: [column], rows: steps ?? 0 }, { signal })) {
    const values = decodeNumbers(run.bytes[0]!, column);
    for (let row = 0; row < run.rows; row++) {
      layers.forEach((layer, l) => {
        const from = (row * layerCount + l) * experts;
        sink.counts({
          layer,
          counts: values.slice(from, from + experts),
          tokens: tokens?.[l] ?? null,
          step: shape.length === 3 ? run.first + row : null,
        });
      });
    }
    countBytes(run.bytes[0]!.length);
  }
}

async function tokensOf(
  file: TraceFile,
  { named, layerCount }: { named: NamedArrays; layerCount: number },
): Promise<Numbers | null> {
  const array = named.arrays.get('tokens');
  if (array === undefined) return null;
  if (array.shape.join() !== String(layerCount))
    throw damaged(file, moeScopeArrays, '“tokens” is not [layers]');
  return array.read();
}
