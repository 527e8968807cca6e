/** What moves the weights. Its state can be taken out and put back exactly, so that a run resumes as if never stopped. */
import { checkValues, type Parameters, type ValuesOf } from '../../core/parameters.ts';
import type { GivenValues, PartDeclaration } from '../part.ts';
import * as tf from '../tf.ts';
import type { Weight } from '../weights.ts';
import { rateParameters, scheduledRate } from './schedule.ts';
import { Slots } from './slots.ts';

export interface OptimizerInstance {
  /** One step; gradients by the weight's name. Disposes nothing it was given. */
  readonly apply: (weights: readonly Weight[], gradients: Readonly<Record<string, tf.Tensor>>) => void;
  /** Steps taken, and tensors by name ("experts.up.weight/m"). */
  steps: number;
  readonly slots: ReadonlyMap<string, tf.Variable>;
  /** Learning rate of the last step; before any, of the first. */
  readonly rate: number;
  /** Makes a slot and fills it: the way back from a snapshot. */
  readonly restore: (name: string, values: Float32Array, shape: readonly number[]) => void;
  readonly dispose: () => void;
}

export interface OptimizerContext {
  /** Steps of the whole run, which schedules go by. */
  readonly totalSteps: number;
}

/** Moves one weight by its gradient, in a scope of its own. */
export type Move = (weight: Weight, gradient: tf.Tensor, step: WeightStep) => void;

export interface WeightStep {
  /** 1 in the first step. */
  readonly number: number;
  readonly rate: number;
  /** A tensor that is kept beside the weight, zeros at first. */
  readonly slot: (name: string) => tf.Variable;
}

interface OptimizerDefinition<P extends Parameters> extends PartDeclaration<P> {
  readonly defaultRate?: number;
  readonly build: (values: ValuesOf<P>) => Move;
}

export interface OptimizerKind extends PartDeclaration {
  /** Without a context the run has no end, and no schedule begins to fall. */
  readonly build: (values: GivenValues, context?: OptimizerContext) => OptimizerInstance;
}

/** Every optimiser has a learning rate and its schedule before parameters of its own. */
export function defineOptimizer<const P extends Parameters>(
  definition: OptimizerDefinition<P>,
): OptimizerKind {
  const { defaultRate = rateParameters.rate.default, build } = definition;
  const learning = { ...rateParameters, rate: { ...rateParameters.rate, default: defaultRate } };
  return {
    ...definition,
    parameters: { ...learning, ...definition.parameters },
    build: (given, { totalSteps } = { totalSteps: Infinity }) => {
      const { rate, schedule } = checkValues(learning, given).values;
      const rateAt = (step: number): number => scheduledRate(rate, { schedule, step, totalSteps });
      return steppingBy(build(checkValues(definition.parameters, given).values), rateAt);
    },
  };
}

/** `rateAt` counts steps from 0. */
function steppingBy(move: Move, rateAt: (step: number) => number): OptimizerInstance {
  const slots = new Slots();
  return {
    steps: 0,
    slots: slots.all(),
    get rate() {
      return rateAt(Math.max(0, this.steps - 1));
    },
    restore: (name, values, shape) => slots.restore(name, values, shape),
    dispose: () => slots.dispose(),
    apply(weights, gradients) {
      this.steps++;
      const { steps, rate } = this;
      for (const weight of weights) {
        const gradient = gradients[weight.name];
        if (gradient === undefined) continue;
        const slot = (name: string): tf.Variable => slots.of(weight.name, name, weight.variable);
        tf.tidy(() => move(weight, gradient, { number: steps, rate, slot }));
      }
    },
  };
}
