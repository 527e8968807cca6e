/**
 * A training run: a recipe on a dataset, moved on a step at a time by whoever drives it. Everything random follows
 * from the seed and the step, so a run that is taken up again from a snapshot goes on as if it had not stopped.
 */
import type { Recipe } from '../core/recipe.ts';
import { seededRandom, seedOfStream } from '../core/random.ts';
import type { StepPoint } from '../core/run-history.ts';
import {
  addGates,
  emptyGateSums,
  sampleEntropyBits,
  usageEntropyBits,
} from '../core/routing/statistics/gate-sums.ts';
import {
  countChoices,
  droppedShare,
  emptyCounts,
  expertsPerToken,
} from '../core/routing/statistics/routing-counts.ts';
import type { Routing } from '../core/routing/routing.ts';
import { inputShapeOf, labelTensor, readInputs } from './batch-tensors.ts';
import { batchesPerEpoch, epochOrder } from './datasets/batches.ts';
import type { Dataset } from './datasets/dataset.ts';
import { holdBack, type HeldBack } from './datasets/shares.ts';
import { evaluate, type Evaluation } from './evaluation.ts';
import { KeptZeros } from './kept-zeros.ts';
import { Model } from './model.ts';
import { optimizers } from './optimizers/index.ts';
import type { OptimizerInstance } from './optimizers/optimizer.ts';
import { findPart } from './part.ts';
import { trainStep } from './step.ts';
import * as tf from './tf.ts';

/** Samples kept back from training to look at meanwhile: a tenth, but no more than are quick to go through. */
const MOST_VALIDATION = 2000;

/** Streams of random numbers of one seed. */
const VALIDATION_STREAM = 1;
const NOISE_STREAM = 2;

/** What of the training split, or of a part of it, a run trains on, and what it keeps back: the same for the same seed. */
export function divideTraining(
  { seed }: Pick<Recipe, 'seed'>,
  { train: { labels } }: Dataset,
  within?: Uint32Array,
): HeldBack {
  return holdBack(labels, {
    size: Math.min(MOST_VALIDATION, Math.floor((within ?? labels).length / 10)),
    seed: seedOfStream(seed, VALIDATION_STREAM),
    ...(within !== undefined && { within }),
  });
}

export class Run {
  readonly recipe: Recipe;
  readonly dataset: Dataset;
  readonly model: Model;
  readonly optimizer: OptimizerInstance;
  /** Samples of the training split. */
  readonly trained: Uint32Array;
  readonly validation: Uint32Array;
  readonly stepsPerEpoch: number;
  /** What the run learns in place of labels, if anything; it is disposed of with the run. */
  teacher: Model | null = null;
  #zeros: KeptZeros | null = null;
  #step = 0;
  #order: { readonly epoch: number; readonly samples: Uint32Array } | null = null;

  /** `within` are the samples of the training split to train on: all unless given. */
  constructor(recipe: Recipe, dataset: Dataset, { within }: { readonly within?: Uint32Array } = {}) {
    this.recipe = recipe;
    this.dataset = dataset;
    const { kept, heldBack } = divideTraining(recipe, dataset, within);
    this.trained = kept;
    this.validation = heldBack;
    this.stepsPerEpoch = batchesPerEpoch(kept.length, { size: recipe.batchSize });
    this.model = new Model(recipe, { input: inputShapeOf(dataset), classes: dataset.classes.length });
    this.optimizer = findPart(optimizers, recipe.optimizer.id)!.build(recipe.optimizer.values, {
      totalSteps: this.totalSteps,
    });
  }

  /** Steps taken. */
  get step(): number {
    return this.#step;
  }

  get totalSteps(): number {
    return this.stepsPerEpoch * this.recipe.epochs;
  }

  get isDone(): boolean {
    return this.#step >= this.totalSteps;
  }

  /** Throws `DivergedError` if the loss is no number any more: the weights are then of no use. */
  advance(): StepPoint {
    const epoch = Math.floor(this.#step / this.stepsPerEpoch);
    const choice = { dataset: this.dataset, split: 'train', samples: this.#batch(epoch) } as const;
    const batch = { inputs: readInputs(choice, this.model.reads), labels: labelTensor(choice) };
    try {
      const random = seededRandom(seedOfStream(this.recipe.seed + NOISE_STREAM, this.#step));
      const { teacher, optimizer } = this;
      const topK = this.#topK();
      const options = { batch, optimizer, random, topK, teacher, zeros: this.#zeros };
      const result = trainStep(this.model, options);
      this.#step++;
      if (!Number.isFinite(result.objective)) throw new DivergedError(this.#step, result.objective);
      return {
        step: this.#step,
        epoch,
        objective: result.objective,
        loss: result.loss,
        accuracy: result.correct / choice.samples.length,
        ...routingFacts(result.routing, this.model.experts),
      };
    } finally {
      tf.dispose([batch.inputs, batch.labels]);
    }
  }

  /** A snapshot was put back: go on after this step. */
  resumeAfter(step: number): void {
    this.#step = step;
  }

  /** Weights of experts that are zero now stay zero from now on. */
  keepZeros(): void {
    this.#zeros?.dispose();
    this.#zeros = new KeptZeros(this.model.weights.all());
  }

  evaluateValidation(
    options: { signal?: AbortSignal; rest?: () => Promise<void> } = {},
  ): Promise<Evaluation> {
    return evaluate(this.model, {
      dataset: this.dataset,
      split: 'train',
      samples: this.validation,
      ...options,
    });
  }

  evaluateTest(options: { signal?: AbortSignal; rest?: () => Promise<void> } = {}): Promise<Evaluation> {
    const samples = Uint32Array.from(this.dataset.test.labels.keys());
    return evaluate(this.model, { dataset: this.dataset, split: 'test', samples, ...options });
  }

  dispose(): void {
    this.model.dispose();
    this.optimizer.dispose();
    this.teacher?.dispose();
    this.#zeros?.dispose();
  }

  /** Of a router whose k is being lowered: in equal stages over the first half of the steps. */
  #topK(): number | undefined {
    const { start, router } = this.recipe;
    const from = start?.kind === 'pruned' ? start.topKFrom : undefined;
    const { k } = router.values;
    if (from === undefined || typeof k !== 'number') return undefined;
    const done = Math.min(1, (2 * this.#step) / this.totalSteps);
    return Math.max(k, from - Math.floor(done * (from - k)));
  }

  #batch(epoch: number): Uint32Array {
    if (this.#order?.epoch !== epoch) {
      this.#order = { epoch, samples: epochOrder(this.trained, { seed: this.recipe.seed, epoch }) };
    }
    const at = (this.#step % this.stepsPerEpoch) * this.recipe.batchSize;
    return this.#order.samples.subarray(at, at + this.recipe.batchSize);
  }
}

/** The objective is NaN or infinite. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
  readonly step: number;

  constructor(step: number, objective: number) {
    super(`the objective became ${objective} at step ${step}`);
    this.step = step;
  }
}

function routingFacts(routing: Routing, experts: number) {
  const counts = emptyCounts(experts, routing.selection.slots);
  countChoices(counts, routing.selection, routing.dropped);
  const gates = emptyGateSums(experts);
  addGates(gates, routing.probabilities);
  return {
    gateEntropyBits: sampleEntropyBits(gates),
    usageEntropyBits: usageEntropyBits(gates),
    droppedShare: droppedShare(counts),
    expertsPerSample: expertsPerToken(counts),
    load: [...counts.choices],
  };
}
