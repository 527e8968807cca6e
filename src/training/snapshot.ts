/** All that a run needs to go on as if it had not stopped: weights, the optimiser's memory, the router's state, the step. */
import type { Model } from './model.ts';
import { DivergedError, type Run } from './run.ts';
import * as tf from './tf.ts';

export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface Snapshot {
  readonly step: number;
  readonly weights: readonly NamedArray[];
  readonly optimizerSteps: number;
  readonly optimizerSlots: readonly NamedArray[];
  /** State of the router beside its weights, such as balancing biases. */
  readonly routerState: Readonly<Record<string, readonly number[]>>;
  /** What the run learns from, if that is a model. */
  readonly teacher?: ModelValues;
}

/** All that a model is, beside its recipe. */
export type ModelValues = Pick<Snapshot, 'weights' | 'routerState'>;

export async function takeSnapshot({ step, model, optimizer, teacher }: Run): Promise<Snapshot> {
  const slots = [...optimizer.slots].map(([name, variable]) => read(name, variable));
  return {
    step,
    ...(await takeValues(model)),
    optimizerSteps: optimizer.steps,
    optimizerSlots: await Promise.all(slots),
    ...(teacher !== null && { teacher: await takeValues(teacher) }),
  };
}

export async function takeValues({ weights, router }: Model): Promise<ModelValues> {
  const arrays = weights.all().map(({ name, variable }) => read(name, variable));
  return {
    weights: await Promise.all(arrays),
    routerState: Object.fromEntries(
      Object.entries(router.state ?? {}).map(([name, values]) => [name, [...values]]),
    ),
  };
}

async function read(name: string, variable: tf.Variable): Promise<NamedArray> {
  return { name, shape: variable.shape, values: Float32Array.from(await variable.data()) };
}

/** Throws `MisfitError` if the snapshot is of another recipe; the run is then unchanged. */
export function restoreSnapshot(run: Run, snapshot: Snapshot): void {
  putWeights(run.model, snapshot);
  run.optimizer.steps = snapshot.optimizerSteps;
  for (const { name, values, shape } of snapshot.optimizerSlots) run.optimizer.restore(name, values, shape);
  run.resumeAfter(snapshot.step);
}

/** Gives a model its weights and its router what that remembers. Throws `MisfitError`; the model is then unchanged. */
export function putWeights(model: Model, { weights, routerState }: ModelValues): void {
  checkFit(model, weights);
  const byName = new Map(weights.map((array) => [array.name, array]));
  for (const { name, variable } of model.weights.all()) {
    const { values, shape } = byName.get(name)!;
    tf.tidy(() => variable.assign(tf.tensor(values, [...shape])));
  }
  for (const [name, values] of Object.entries(routerState)) model.router.state?.[name]?.set(values);
}

/** A step may have left weights that are no numbers, though its own loss was one. Throws `DivergedError`. */
export function checkFinite({ step, weights }: Snapshot): void {
  const lost = weights.flatMap(({ values }) => values.find((value) => !Number.isFinite(value)) ?? []);
  if (lost[0] !== undefined) throw new DivergedError(step, lost[0]);
}

/** The arrays do not belong to the model that its recipe describes. */
export class MisfitError extends Error {
  override readonly name = 'MisfitError';
}

function checkFit(model: Model, weights: readonly NamedArray[]): void {
  const expected = new Map(
    model.weights.all().map(({ name, variable }) => [name, variable.shape.join(' × ')]),
  );
  for (const { name, shape } of weights) {
    const wanted = expected.get(name);
    if (wanted === undefined) throw new MisfitError(`the recipe has no weights called ${name}`);
    if (wanted !== shape.join(' × '))
      throw new MisfitError(`${name} is ${shape.join(' × ')}; the recipe makes it ${wanted}`);
    expected.delete(name);
  }
  const [missing] = expected.keys();
  if (missing !== undefined) throw new MisfitError(`${missing} is missing`);
}
