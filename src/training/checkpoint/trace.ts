/**
 * The routing of the test split as JSON, for whoever wants to look at it elsewhere:
 *
 *     { "format": "moe-scope-trace", "version": 1, "dataset": "MNIST", "split": "test",
 *       "layers": 1, "experts": 8, "classes": ["0", …],
 *       "labels": [7, …], "predictions": [7, …],      one a sample, indices into classes
 *       "sampleOf": null,                             or, where a sample has several tokens, its index, one a token
 *       "chosen": [[3], …], "gates": [[0.91], …],     one a token, best first; experts that were full are left out
 *       "outputSimilarity": [[1, 0.4], …],            linear CKA of what each expert alone would say, or null
 *       "meanOutputs": [[0.2, −1.3], …] }             the mean of what each would say, by class, or null
 */
import { columnMeans, rowOf } from '../../core/routing/matrix.ts';
import { ckaMatrix } from '../../core/routing/similarity/cka.ts';
import { inOrder } from '../datasets/batches.ts';
import { outputsOfEach, predictBatch, TEST_BATCH, type Prediction } from '../evaluation.ts';
import type { Run } from '../run.ts';

/** Tokens beyond this are left out, whole batches of samples at a time: nobody reads such a file. */
const MOST_TOKENS = 200_000;

/** Gates have four digits: a trace is for looking at. */
const DIGITS = 4;

export async function traceOf(
  { model, dataset }: Run,
  { rest }: { readonly rest: () => Promise<void> },
): Promise<string> {
  const { labels } = dataset.test;
  const predictions: number[] = [];
  const sampleOf: number[] = [];
  const chosen: number[][] = [];
  const gates: number[][] = [];
  let hasTokens = false;
  for (const samples of inOrder(Uint32Array.from(labels.keys()), TEST_BATCH)) {
    if (chosen.length >= MOST_TOKENS) break;
    const prediction = predictBatch(model, { dataset, split: 'test', samples });
    hasTokens ||= prediction.sampleOf !== null;
    prediction.sampleOf?.forEach((sample) => sampleOf.push(predictions.length + sample));
    addChoices(prediction, { chosen, gates });
    samples.forEach((_, row) => predictions.push(likeliest(prediction, row)));
    await rest();
  }
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
