/**
 * `routing-trace.json` of a run that was trained here (docs/run-files.md): where every sample of the test split went.
 * Experts of a token come best first, without those that were full, so that tokens differ in how many they have.
 */
import type { InputEnergies, TraceSink } from '../../core/trace/trace-sink.ts';
import { Fault } from '../../core/fault.ts';
import { matrixOf } from '../../core/routing/matrix.ts';
import { MEAN_OUTPUTS, nearness } from '../../core/routing/similarity/nearness.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { MAX_SLOTS } from '../../core/trace/collecting/trace-limits.ts';
import { lookJsonStart, readJson } from './looks/json.ts';
import { checkVersion, factsOf, TRACE_FORM } from './moe-scope-form.ts';
import { isIndex } from './moe-scope-line.ts';
import { progressOver } from './progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat } from './trace-format.ts';

const NAME = 'MoE Scope run';

/** No choice. */
const NONE = -1;

/** Models that are trained here have experts in one layer. */
const LAYER = 0;

export const moeScopeRun: TraceFormat = {
  id: 'moe-scope-run',
  name: NAME,
  gives: 'Experts and gates of the test split of a run trained here, by class',
  source: 'docs/run-files.md',
  async recognises(file) {
    const keys = (await lookJsonStart(file))?.keys;
    return keys !== undefined && ['format', 'chosen', 'labels'].every((key) => keys.has(key));
  },
  async read(files, sink, options) {
    const countBytes = progressOver(files, options);
    for (const file of files) {
      tellRun(parseRun(await readJson(file, { format: NAME, ...options }), file), sink);
      countBytes(file.size);
    }
  },
};

interface RunTrace {
  readonly header: JsonObject;
  /** One a sample. */
  readonly labels: readonly number[];
  /** One a token, or null where samples are tokens. */
  readonly sampleOf: readonly number[] | null;
  /** One a token. */
  readonly chosen: readonly (readonly number[])[];
  readonly gates: readonly (readonly number[])[];
  /** Rows of a square. */
  readonly outputSimilarity: readonly (readonly number[])[] | null;
  /** A row an expert. */
  readonly meanOutputs: readonly (readonly number[])[] | null;
  /** Numbers of each expert, by what they are called. */
  readonly scores: Readonly<Record<string, readonly number[]>>;
  readonly energies: readonly InputEnergies[];
}

function parseRun(value: unknown, { name: file }: TraceFile): RunTrace {
  const damaged = (detail: string) => new Fault('malformed', { file, format: NAME, detail });
  if (!isJsonObject(value) || value.format !== TRACE_FORM) throw damaged('it is no routing trace');
  checkVersion(value.version, file);
  const { labels, chosen, gates, sampleOf = null, outputSimilarity = null, meanOutputs = null } = value;
  if (!isListOf(labels, isIndex)) throw damaged('its labels are no list of whole numbers');
  if (!isListOf(chosen, isChoices)) throw damaged('“chosen” is no list of lists of experts');
  if (!isListOf(gates, isWeights) || !chosen.every(({ length }, t) => gates[t]?.length === length)) {
    throw damaged('“gates” has not one number an expert chosen');
  }
  if (sampleOf !== null && !isListOf(sampleOf, isIndex))
    throw damaged('“sampleOf” is no list of whole numbers');
  const samples = sampleOf ?? labels;
  if (samples.length !== chosen.length) throw damaged('it has not one sample a token');
  if (outputSimilarity !== null && !isSquare(outputSimilarity)) {
    throw damaged('“outputSimilarity” is no square of numbers');
  }
  if (meanOutputs !== null && !isTable(meanOutputs)) {
    throw damaged('“meanOutputs” has not as many numbers for each expert');
  }
  return {
    header: value,
    labels,
    sampleOf,
    chosen,
    gates,
    outputSimilarity,
    meanOutputs,
    ...sumsOf(value, damaged),
  };
}

function sumsOf(
  { scores = null, inputEnergies = null }: JsonObject,
  damaged: (detail: string) => Fault,
): Pick<RunTrace, 'scores' | 'energies'> {
  if (scores !== null && !isScores(scores)) throw damaged('“scores” has no lists of numbers');
  const energies = inputEnergies === null ? [] : energiesOf(inputEnergies);
  if (energies === null) throw damaged('“inputEnergies” has not as many numbers for each expert');
  return { scores: scores ?? {}, energies };
}

/** Null if they make no sense. What is not told of an expert is NaN. */
function energiesOf(value: unknown): InputEnergies[] | null {
  if (!isJsonObject(value)) return null;
  const energies: InputEnergies[] = [];
  for (const of of ['inputs', 'units'] as const) {
    const rows = value[of];
    if (!isListOf(rows, (row): row is number[] | null => row === null || isWeights(row))) return null;
    const width = rows.reduce((most, row) => Math.max(most, row?.length ?? 0), 0);
    if (rows.some((row) => row !== null && row.length !== width)) return null;
    const values = new Float32Array(rows.length * width).fill(NaN);
    rows.forEach((row, expert) => row && values.set(row, expert * width));
    energies.push({ layer: LAYER, of, experts: rows.length, values });
  }
  return energies;
}

function tellRun(run: RunTrace, sink: TraceSink): void {
  const { header, labels, sampleOf, chosen, gates, outputSimilarity, meanOutputs, scores, energies } = run;
  if (outputSimilarity !== null) sink.similarity(LAYER, 'outputs', matrixOf(outputSimilarity));
  if (meanOutputs !== null) sink.similarity(LAYER, MEAN_OUTPUTS, nearness(matrixOf(meanOutputs)));
  for (const [table, values] of Object.entries(scores)) sink.scores({ table, layer: LAYER, values });
  energies.forEach((own) => sink.inputs(own));
  const slots = chosen.reduce((most, { length }) => Math.max(most, length), 0);
  const { dataset, split } = header;
  sink.describe({
    ...factsOf(header),
    ...(typeof dataset === 'string' && typeof split === 'string' && { dataset: `${dataset}, ${split}` }),
    ...(slots > 0 && { topK: slots }),
    order: 'weight',
    ...(sampleOf !== null && { documentName: 'sample' }),
  });
  for (const { first, end, sample } of documentsOf(sampleOf, chosen.length)) {
    sink.tokens({
      layers: [LAYER],
      tokens: end - first,
      slots,
      ids: Int32Array.from(padded(chosen.slice(first, end), { slots, fill: NONE })),
      weights: Float64Array.from(padded(gates.slice(first, end), { slots, fill: 0 })),
      strides: { layer: 0, token: slots, slot: 1 },
      labels: Array.from(
        { length: end - first },
        (_, t) => labels[sampleOf?.[first + t] ?? first + t] ?? NONE,
      ),
      document: sample,
    });
  }
}

/** Runs of tokens of one sample; one of all tokens where each is a sample. */
function* documentsOf(sampleOf: readonly number[] | null, tokens: number) {
  for (let first = 0; first < tokens;) {
    const sample = sampleOf?.[first] ?? 0;
    let end = sampleOf === null ? tokens : first + 1;
    while (end < tokens && sampleOf?.[end] === sample) end++;
    yield { first, end, sample };
    first = end;
  }
}

function padded(
  rows: readonly (readonly number[])[],
  { slots, fill }: { readonly slots: number; readonly fill: number },
): number[] {
  return rows.flatMap((row) => [...row, ...Array.from({ length: slots - row.length }, () => fill)]);
}

function isListOf<T>(value: unknown, isOne: (one: unknown) => one is T): value is T[] {
  return Array.isArray(value) && value.every(isOne);
}

function isChoices(value: unknown): value is number[] {
  return isListOf(value, isIndex) && value.length <= MAX_SLOTS && value.every((id) => id < 2 ** 31);
}

function isWeights(value: unknown): value is number[] {
  return isListOf(value, (one): one is number => typeof one === 'number');
}

function isScores(value: unknown): value is Record<string, number[]> {
  return isJsonObject(value) && Object.values(value).every(isWeights);
}

function isTable(value: unknown): value is number[][] {
  return isListOf(value, isWeights) && value.every(({ length }) => length === value[0]!.length);
}

function isSquare(value: unknown): value is number[][] {
  return isListOf(value, isWeights) && value.every(({ length }) => length === value.length);
}
