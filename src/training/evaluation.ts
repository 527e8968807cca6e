/** A model on data that it is not trained on: how well it predicts, and who does the work. */
import { rowOf, zeroMatrix, type Matrix } from '../core/routing/matrix.ts';
import { countClasses, emptyClassCounts, type ClassCounts } from '../core/routing/statistics/class-counts.ts';
import { addGates, emptyGateSums, type GateSums } from '../core/routing/statistics/gate-sums.ts';
import { countChoices, emptyCounts, type RoutingCounts } from '../core/routing/statistics/routing-counts.ts';
import { firstChoices } from '../core/routing/selection.ts';
import { seededRandom } from '../core/random.ts';
import type { Routing } from '../core/routing/routing.ts';
import { readInputs } from './batch-tensors.ts';
import type { Dataset, SplitName } from './datasets/dataset.ts';
import { inOrder } from './datasets/batches.ts';
import { ofRows, type Forward } from './forward.ts';
import type { Model } from './model.ts';
import { unstackParts } from './parts-of.ts';
import * as tf from './tf.ts';

export interface Evaluation {
  readonly samples: number;
  readonly loss: number;
  readonly correct: number;
  /** Right predictions and samples by class. */
  readonly classCorrect: Float64Array;
  readonly classSamples: Float64Array;
  readonly counts: RoutingCounts;
  readonly gates: GateSums;
  /** First choices by true and by predicted class. */
  readonly byClass: ClassCounts;
  readonly byPrediction: ClassCounts;
  /**
   * Of each sample, in the order given: its margin (log-odds of its two likeliest classes) and its first expert; of its
   * tokens, where it has several, the one that most of them put first. −1 for none.
   */
  readonly margins: Float32Array;
  readonly firstExperts: Int32Array;
}

export interface Prediction {
  readonly logProbabilities: Matrix;
  readonly routing: Routing;
  readonly sampleOf: Int32Array | null;
}

/** Samples evaluated at a time: with a capacity, who is turned away depends on it. */
export const TEST_BATCH = 500;

export interface EvaluationOptions {
  readonly dataset: Dataset;
  readonly split: SplitName;
  readonly samples: Uint32Array;
  readonly batchSize?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called between batches, so that a worker can listen. */
  readonly rest?: (() => Promise<void>) | undefined;
  /** Is shown every batch: its predictions, and how many samples came before it. */
  readonly see?: ((prediction: Prediction, first: number) => void) | undefined;
}

/** Throws AbortError when aborted. */
export async function evaluate(model: Model, options: EvaluationOptions): Promise<Evaluation> {
  const { dataset, split, samples, batchSize = TEST_BATCH, signal, rest, see } = options;
  const tally = new EvaluationTally(model.experts, dataset.classes.length, samples.length);
  let first = 0;
  for (const batch of inOrder(samples, batchSize)) {
    signal?.throwIfAborted();
    const labels = Int32Array.from(batch, (sample) => dataset[split].labels[sample]!);
    const prediction = predictBatch(model, { dataset, split, samples: batch });
    tally.add({ labels, ...prediction });
    see?.(prediction, first);
    first += batch.length;
    await rest?.();
  }
  return tally.result();
}

/**
 * Log-probabilities [B, C], where each sample or token went, and whose tokens they are (`Forward.sampleOf`). `look` is shown
 * what was computed, while its tensors last.
 */
export function predictBatch(
  model: Model,
  choice: { readonly dataset: Dataset; readonly split: SplitName; readonly samples: Uint32Array },
  look?: (forward: Forward) => void,
): Prediction {
  const seen: { routing?: Routing; sampleOf?: Int32Array | null } = {};
  const tensor = tf.tidy(() => {
    const forward = model.forward(readInputs(choice, model.reads), {
      isTraining: false,
      random: seededRandom(0),
    });
    seen.routing = forward.decided.routing;
    seen.sampleOf = forward.sampleOf;
    look?.(forward);
    return tf.logSoftmax(model.predict(forward));
  });
  const [rows, columns] = tensor.shape;
  const logProbabilities = { rows, columns, values: Float64Array.from(tensor.dataSync()) };
  tensor.dispose();
  return { logProbabilities, routing: seen.routing!, sampleOf: seen.sampleOf! };
}

/** What each expert alone would say of the same samples, E times [B, C]; null where experts give no class scores. */
export function outputsOfEach(
  model: Model,
  choice: { readonly dataset: Dataset; readonly split: SplitName; readonly samples: Uint32Array },
): readonly Matrix[] | null {
  const parts = tf.tidy(() => {
    const context = { isTraining: false, random: seededRandom(0) };
    const { expertLogits } = model.forward(readInputs(choice, model.reads), context, { needsEach: true });
    return expertLogits === null ? [] : unstackParts(expertLogits, 1);
  });
  const outputs = parts.map((part) => {
    const [rows = 0, columns = 0] = part.shape;
    return { rows, columns, values: Float64Array.from(part.dataSync()) };
  });
  tf.dispose(parts);
  return outputs.length > 0 ? outputs : null;
}

/** The expert that most rows of each sample put first, the lowest of several; rows are samples unless `sampleOf` says whose. */
function favourites(
  first: Int32Array,
  sampleOf: Int32Array | null,
  size: { experts: number; samples: number },
) {
  if (sampleOf === null) return first;
  const counts = zeroMatrix(size.samples, size.experts);
  first.forEach((expert, row) => {
    if (expert >= 0) counts.values[sampleOf[row]! * size.experts + expert]!++;
  });
  return Int32Array.from({ length: size.samples }, (_, sample) => {
    const row = rowOf(counts, sample);
    const most = row.reduce((a, b) => Math.max(a, b), 0);
    return most === 0 ? -1 : row.indexOf(most);
  });
}

class EvaluationTally {
  readonly #counts: RoutingCounts;
  readonly #gates: GateSums;
  readonly #byClass: ClassCounts;
  readonly #byPrediction: ClassCounts;
  readonly #classCorrect: Float64Array;
  readonly #classSamples: Float64Array;
  readonly #margins: Float32Array;
  readonly #firstExperts: Int32Array;
  #samples = 0;
  #loss = 0;

  constructor(experts: number, classes: number, samples: number) {
    this.#counts = emptyCounts(experts, experts);
    this.#gates = emptyGateSums(experts);
    this.#byClass = emptyClassCounts(experts, classes);
    this.#byPrediction = emptyClassCounts(experts, classes);
    this.#classCorrect = new Float64Array(classes);
    this.#classSamples = new Float64Array(classes);
    this.#margins = new Float32Array(samples);
    this.#firstExperts = new Int32Array(samples).fill(-1);
  }

  add(batch: Prediction & { readonly labels: Int32Array }): void {
    const { labels, logProbabilities, routing, sampleOf } = batch;
    const predictions = new Int32Array(labels.length);
    labels.forEach((label, row) => {
      const scores = logProbabilities.values.subarray(
        row * logProbabilities.columns,
        (row + 1) * logProbabilities.columns,
      );
      const [first, margin] = bestAndMargin(scores);
      predictions[row] = first;
      this.#margins[this.#samples + row] = margin;
      this.#loss -= scores[label]!;
      this.#classSamples[label]!++;
      if (first === label) this.#classCorrect[label]!++;
    });
    const first = firstChoices(routing.selection);
    countChoices(this.#counts, routing.selection, routing.dropped);
    addGates(this.#gates, routing.probabilities);
    countClasses(this.#byClass, first, ofRows(labels, sampleOf));
    countClasses(this.#byPrediction, first, ofRows(predictions, sampleOf));
    const size = { experts: this.#byClass.choices.rows, samples: labels.length };
    this.#firstExperts.set(favourites(first.experts, sampleOf, size), this.#samples);
    this.#samples += labels.length;
  }

  result(): Evaluation {
    return {
      samples: this.#samples,
      loss: this.#loss / this.#samples,
      correct: this.#classCorrect.reduce((sum, count) => sum + count, 0),
      classCorrect: this.#classCorrect,
      classSamples: this.#classSamples,
      counts: this.#counts,
      gates: this.#gates,
      byClass: this.#byClass,
      byPrediction: this.#byPrediction,
      margins: this.#margins,
      firstExperts: this.#firstExperts,
    };
  }
}

/** Index of the highest score, and by how much it exceeds the second. */
function bestAndMargin(scores: Float64Array): [number, number] {
  let best = 0;
  let second = -Infinity;
  for (let i = 1; i < scores.length; i++) {
    if (scores[i]! > scores[best]!) {
      second = scores[best]!;
      best = i;
    } else if (scores[i]! > second) second = scores[i]!;
  }
  return [best, scores.length > 1 ? scores[best]! - second : Infinity];
}

/** First choices by quarter of difficulty, [E, 4]: the smallest margins first. */
export function choicesByDifficulty({ margins, firstExperts, counts }: Evaluation): Matrix {
  const rising = margins.toSorted();
  const limits = [1, 2, 3].map((quarter) => rising[Math.floor((quarter * rising.length) / 4)] ?? Infinity);
  const table = zeroMatrix(counts.experts, 4);
  margins.forEach((margin, i) => {
    const expert = firstExperts[i]!;
    if (expert < 0) return;
    const quarter = limits.filter((limit) => margin >= limit).length;
    table.values[expert * 4 + quarter]!++;
  });
  return table;
}
