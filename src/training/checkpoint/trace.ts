/**
 * The routing of the test split as JSON, for whoever wants to look at it elsewhere:
 *
 *     { "format": "moe-scope-trace", "version": 1, "dataset": "MNIST", "split": "test",
 *       "layers": 1, "experts": 8, "classes": ["0", …],
 *       "labels": [7, …], "predictions": [7, …],      one a sample, indices into classes
 *       "sampleOf": null,                             or, where a sample has several tokens, its index, one a token
 *       "chosen": [[3], …], "gates": [[0.91], …],     one a token, best first; experts that were full are left out
 *       "outputSimilarity": [[1, 0.4], …],            linear CKA of what each expert alone would say, or null
 *       "meanOutputs": [[0.2, −1.3], …],              the mean of what each would say, by class, or null
 *       "scores": { "ean_sum": [81.2, …], … },        sums over the tokens in "chosen", one an expert, or null
 *       "inputEnergies": { "inputs": [[0.4, …], …], "units": [[0.1, …], …] } }
 *                                                     mean squares of what an expert's two matrices are given, or null
 */
import { columnMeans, rowOf } from '../../core/routing/matrix.ts';
import { ckaMatrix } from '../../core/routing/similarity/cka.ts';
import { inOrder } from '../datasets/batches.ts';
import { outputsOfEach, predictBatch, TEST_BATCH, type Prediction } from '../evaluation.ts';
import type { Run } from '../run.ts';
import { ExpertTally, type MeanSquares } from './expert-tally.ts';

/** Tokens beyond this are left out, whole batches of samples at a time: nobody reads such a file. */
const MOST_TOKENS = 200_000;

/** Gates have four digits: a trace is for looking at. */
const DIGITS = 4;

/** Of sums and squares, whose sizes differ. */
const SIGNIFICANT_DIGITS = 6;

/** More numbers than this about inputs would be most of the file. */
const MOST_ENERGIES = 100_000;

export async function traceOf(
  { model, dataset }: Run,
  { rest }: { readonly rest: () => Promise<void> },
): Promise<string> {
  const { labels } = dataset.test;
  const predictions: number[] = [];
  const sampleOf: number[] = [];
  const chosen: number[][] = [];
  const gates: number[][] = [];
  // experts that see mixtures of tokens have none of their own
  const tally = model.router.slotsPerExpert === undefined ? new ExpertTally(model.experts) : null;
  let hasTokens = false;
  for (const samples of inOrder(Uint32Array.from(labels.keys()), TEST_BATCH)) {
    if (chosen.length >= MOST_TOKENS) break;
    const prediction = predictBatch(model, { dataset, split: 'test', samples }, (forward) =>
      tally?.add(forward, model),
    );
    hasTokens ||= prediction.sampleOf !== null;
    prediction.sampleOf?.forEach((sample) => sampleOf.push(predictions.length + sample));
    addChoices(prediction, { chosen, gates });
    samples.forEach((_, row) => predictions.push(likeliest(prediction, row)));
    await rest();
  }
  // copies of what every expert is, of no use to a run that goes on
  model.weights.parts.dispose();
  return JSON.stringify({
    format: 'moe-scope-trace',
    version: 1,
    dataset: dataset.name,
    split: 'test',
    layers: 1,
    experts: model.experts,
    classes: dataset.classes,
    labels: [...labels.subarray(0, predictions.length)],
    predictions,
    sampleOf: hasTokens ? sampleOf : null,
    chosen,
    gates,
    ...comparedOutputs(model, dataset),
    scores: tally === null ? null : mapValues(tally.sums, listed),
    inputEnergies: energiesOf(tally?.meanSquares() ?? null),
  });
}

interface ComparedOutputs {
  readonly outputSimilarity: number[][] | null;
  readonly meanOutputs: number[][] | null;
}

/** Of the first samples of the test split: enough to tell experts apart, and one batch. */
function comparedOutputs(model: Run['model'], dataset: Run['dataset']): ComparedOutputs {
  const samples = Uint32Array.from(dataset.test.labels.keys()).subarray(0, TEST_BATCH);
  const outputs = model.experts < 2 ? null : outputsOfEach(model, { dataset, split: 'test', samples });
  if (outputs === null) return { outputSimilarity: null, meanOutputs: null };
  const similarity = ckaMatrix(outputs);
  return {
    outputSimilarity: outputs.map((_, expert) => Array.from(rowOf(similarity, expert), rounded)),
    meanOutputs: outputs.map((output) => Array.from(columnMeans(output), rounded)),
  };
}

function energiesOf(squares: MeanSquares | null): Record<keyof MeanSquares, (number[] | null)[]> | null {
  if (squares === null) return null;
  const rows = [...squares.inputs, ...squares.units];
  if (rows.reduce((sum, row) => sum + (row?.length ?? 0), 0) > MOST_ENERGIES) return null;
  return mapValues(squares, (own) => own.map((row) => row && listed(row)));
}

function listed(values: Float64Array): number[] {
  return Array.from(values, (value) => Number(value.toPrecision(SIGNIFICANT_DIGITS)));
}

function mapValues<K extends string, V, W>(
  object: Readonly<Record<K, V>>,
  map: (value: V) => W,
): Record<K, W> {
  const entries = Object.entries<V>(object).map(([key, value]) => [key, map(value)]);
  return Object.fromEntries(entries) as Record<K, W>;
}

/** JSON has no NaN: of an expert that always says the same nothing is known. */
function rounded(value: number): number {
  return Number.isNaN(value) ? 0 : Number(value.toFixed(DIGITS));
}

function addChoices({ routing }: Prediction, to: { chosen: number[][]; gates: number[][] }): void {
  const { tokens, slots, experts } = routing.selection;
  for (let token = 0; token < tokens; token++) {
    const row = rowOf(routing.gates, token);
    const kept = [...experts.subarray(token * slots, (token + 1) * slots)].filter(
      (expert, slot) => expert >= 0 && routing.dropped[token * slots + slot] === 0,
    );
    to.chosen.push(kept);
    to.gates.push(kept.map((expert) => Number(row[expert]!.toFixed(DIGITS))));
  }
}

function likeliest({ logProbabilities }: Prediction, row: number): number {
  const scores = rowOf(logProbabilities, row);
  return scores.reduce((best, score, label) => (score > scores[best]! ? label : best), 0);
}
