/** A trained model that is measured as it is and under plans, both on the same samples. */
import type { LayerLoad, Measured, MeasuredOn, Performance } from '../../core/pruning/measured.ts';
import { noEdits, type ModelEdits } from '../../core/pruning/model-edits.ts';
import { rowOf, type Matrix } from '../../core/routing/matrix.ts';
import { droppedShare, expertsPerToken } from '../../core/routing/statistics/routing-counts.ts';
import { inputShapeOf, type SampleChoice } from '../batch-tensors.ts';
import { BlankWeights } from '../blank-weights.ts';
import type { MeanSquares } from '../checkpoint/expert-tally.ts';
import type { Dataset, SplitName } from '../datasets/dataset.ts';
import { evaluate, type Evaluation, type Prediction } from '../evaluation.ts';
import { Model } from '../model.ts';
import { divideTraining } from '../run.ts';
import { putWeights } from '../snapshot.ts';
import { applyEdits, type Trained } from './apply-edits.ts';
import { inputEnergies } from './input-energies.ts';
import { meanOutputs } from './mean-outputs.ts';

/** Models that are trained here have experts in one layer. */
export const LAYER = 0;

/** Multiply–adds that a sample of the held-back samples may take: about as many as a slider can wait for. */
const SAMPLE_OPERATIONS = 1e9;
const FEWEST_SAMPLES = 200;

export interface Samples {
  readonly split: SplitName;
  /** Of the split. */
  readonly samples: Uint32Array;
}

export interface MeasureOptions {
  readonly signal?: AbortSignal | undefined;
  readonly rest?: (() => Promise<void>) | undefined;
  /** Share of the samples done. */
  readonly report?: (share: number) => void;
}

/** The model as it is: how it does, and its log-probabilities, [N, C]. */
interface Baseline {
  readonly performance: Performance;
  readonly logProbabilities: Matrix;
}

export class MeasuredModel {
  readonly trained: Trained;
  readonly dataset: Dataset;
  /** Experts that the router chooses among. */
  readonly experts: number;
  readonly #samples: Readonly<Record<MeasuredOn, Samples>>;
  #means: readonly Float32Array[] | null = null;
  #energies: MeanSquares | null = null;
  readonly #baselines = new Map<MeasuredOn, Promise<Baseline>>();

  constructor(trained: Trained, dataset: Dataset) {
    this.trained = trained;
    this.dataset = dataset;
    const model = this.build(noEdits);
    this.experts = model.experts;
    const { heldBack } = divideTraining(trained.recipe, dataset);
    const affordable = Math.floor(SAMPLE_OPERATIONS / model.operations(model.experts));
    this.#samples = {
      sample: { split: 'train', samples: spread(heldBack, Math.max(FEWEST_SAMPLES, affordable)) },
      whole: { split: 'test', samples: Uint32Array.from(dataset.test.labels.keys()) },
    };
    model.dispose();
  }

  samplesOf(on: MeasuredOn): Samples {
    return this.#samples[on];
  }

  /** The model with a plan taken. Whoever asks for it disposes of it. Throws `MisfitError`. */
  build(edits: ModelEdits): Model {
    const { recipe, snapshot } = this.prune(edits);
    const model = new Model(recipe, this.#data, new BlankWeights());
    try {
      putWeights(model, snapshot);
      return model;
    } catch (error) {
      model.dispose();
      throw error;
    }
  }

  prune(edits: ModelEdits): Trained {
    const isByInputs = edits.matrices.some((edit) => edit.kind === 'rows' && edit.rule.score === 'wanda');
    const seen = {
      means: edits.novices.length === 0 ? null : this.#meanOutputs(),
      energies: isByInputs ? this.#inputEnergies() : null,
    };
    return applyEdits(this.trained, this.#data, { edits, seen });
  }

  /** Throws AbortError when aborted. */
  async measure(edits: ModelEdits, on: MeasuredOn, options: MeasureOptions = {}): Promise<Measured> {
    const before = await this.#baseline(on, options);
    const comparison = new Comparison(before.logProbabilities);
    const evaluation = await this.#evaluate(edits, on, {
      ...options,
      see: (prediction, first) => comparison.add(prediction.logProbabilities, first),
    });
    const { samples } = evaluation;
    return {
      on,
      samples,
      before: before.performance,
      after: performanceOf(evaluation, { kept: edits.kept, of: this.experts }),
      ...comparison.means(samples),
    };
  }

  get #data() {
    return { input: inputShapeOf(this.dataset), classes: this.dataset.classes.length };
  }

  /** Kept; one that was abandoned is forgotten. */
  #baseline(on: MeasuredOn, options: MeasureOptions): Promise<Baseline> {
    const known = this.#baselines.get(on);
    if (known !== undefined) return known;
    // it serves everyone who asks, so nobody who leaves ends it
    const baseline = this.#measureBaseline(on, { rest: options.rest });
    this.#baselines.set(on, baseline);
    baseline.catch(() => this.#baselines.delete(on));
    return baseline;
  }

  async #measureBaseline(on: MeasuredOn, { rest }: MeasureOptions): Promise<Baseline> {
    const columns = this.dataset.classes.length;
    const rows = this.samplesOf(on).samples.length;
    const logProbabilities = { rows, columns, values: new Float64Array(rows * columns) };
    const evaluation = await this.#evaluate(noEdits, on, {
      rest,
      see: (prediction, first) =>
        logProbabilities.values.set(prediction.logProbabilities.values, first * columns),
    });
    return { performance: performanceOf(evaluation, { kept: null, of: this.experts }), logProbabilities };
  }

  /** Of the sample, worked out once. */
  #meanOutputs(): readonly Float32Array[] {
    return (this.#means ??= this.#onSample(meanOutputs));
  }

  /** Of the sample, worked out once. */
  #inputEnergies(): MeanSquares | null {
    return (this.#energies ??= this.#onSample(inputEnergies));
  }

  #onSample<T>(measure: (model: Model, choice: SampleChoice) => T): T {
    const model = this.build(noEdits);
    try {
      return measure(model, { dataset: this.dataset, ...this.samplesOf('sample') });
    } finally {
      model.dispose();
    }
  }

  async #evaluate(
    edits: ModelEdits,
    on: MeasuredOn,
    { signal, rest, report, see }: MeasureOptions & { see: (prediction: Prediction, first: number) => void },
  ): Promise<Evaluation> {
    const chosen = this.samplesOf(on);
    const model = this.build(edits);
    try {
      return await evaluate(model, {
        dataset: this.dataset,
        ...chosen,
        signal,
        rest,
        see: (prediction, first) => {
          see(prediction, first);
          report?.((first + prediction.logProbabilities.rows) / chosen.samples.length);
        },
      });
    } finally {
      model.dispose();
    }
  }
}

/** `count` of the samples at equal distances, or all there are. */
function spread(samples: Uint32Array, count: number): Uint32Array {
  if (samples.length <= count) return samples;
  return Uint32Array.from({ length: count }, (_, i) => samples[Math.floor((i * samples.length) / count)]!);
}

/** Sums of what two models say of the same samples, in nats. */
class Comparison {
  readonly #original: Matrix;
  #divergence = 0;
  #agreeing = 0;

  constructor(original: Matrix) {
    this.#original = original;
  }

  add(pruned: Matrix, first: number): void {
    for (let row = 0; row < pruned.rows; row++) {
      const [p, q] = [rowOf(this.#original, first + row), rowOf(pruned, row)];
      // what has no probability adds nothing, whatever the other says of it
      p.forEach((logP, label) => {
        if (logP > -Infinity) this.#divergence += Math.exp(logP) * (logP - q[label]!);
      });
      if (indexOfMost(p) === indexOfMost(q)) this.#agreeing++;
    }
  }

  means(samples: number): Pick<Measured, 'divergence' | 'agreement'> {
    return { divergence: Math.max(0, this.#divergence / samples), agreement: this.#agreeing / samples };
  }
}

/** The first of several. */
function indexOfMost(row: Float64Array): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if (row[i]! > row[best]!) best = i;
  return best;
}

/** Experts as they were numbered before any went. */
function performanceOf(
  { samples, correct, loss, classCorrect, classSamples, counts }: Evaluation,
  { kept, of }: { readonly kept: readonly number[] | null; readonly of: number },
): Performance {
  const all = counts.choices.reduce((sum, choices) => sum + choices, 0);
  const shares = new Array<number>(of).fill(0);
  counts.choices.forEach((choices, place) => {
    shares[kept === null ? place : kept[place]!] = choices / all;
  });
  const load: LayerLoad[] = [{ layer: LAYER, shares }];
  return {
    accuracy: correct / samples,
    loss,
    classAccuracy: Array.from(classCorrect, (right, label) => right / classSamples[label]!),
    load,
    droppedShare: droppedShare(counts),
    expertsPerSample: expertsPerToken(counts),
  };
}
