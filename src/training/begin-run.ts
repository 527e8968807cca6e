/** Makes a run begin as its recipe says: with random weights, or with what was learned before (`Recipe.start`). */
import type { PartChoice, Recipe } from '../core/recipe.ts';
import type { Dataset } from './datasets/dataset.ts';
import { divideClasses, shareOfClasses } from './datasets/shares.ts';
import { expertKinds } from './experts/index.ts';
import { inputShapeOf } from './batch-tensors.ts';
import { BlankWeights } from './blank-weights.ts';
import { freeze, inherit } from './inheritance.ts';
import { Model } from './model.ts';
import { chosenPart } from './part.ts';
import type { Trained } from './pruning/apply-edits.ts';
import { MeasuredModel } from './pruning/measured-model.ts';
import { Run } from './run.ts';
import { putWeights, restoreSnapshot, takeSnapshot, type NamedArray, type Snapshot } from './snapshot.ts';

/** Longest stretch of steps before the thread listens again. */
const BREATH_MS = 40;

export interface BeginContext {
  /** Loads a dataset; a run that another one comes before may have a dataset of its own. */
  readonly load: (choice: PartChoice) => Promise<Dataset>;
  /** What the run is to go on from: then nothing is trained before it. */
  readonly snapshot?: Snapshot | null;
  readonly signal?: AbortSignal | undefined;
  /** A task of its own, so that the thread can listen. */
  readonly rest?: () => Promise<void>;
  /** Share of the steps before the run, 0 to 1. */
  readonly report?: (share: number) => void;
}

/** Trains what comes before the run, if anything does. Throws AbortError, or `DivergedError`, as `drive` does. */
export async function beginRun(recipe: Recipe, context: BeginContext): Promise<Run> {
  const run = new Run(recipe, await context.load(recipe.dataset));
  const { snapshot = null } = context;
  freeze(run.model, recipe.start?.frozen ?? []);
  try {
    if (recipe.start?.kind === 'pruned') await takePruned(run, recipe.start, context);
    else if (snapshot !== null) restoreSnapshot(run, snapshot);
    else if (recipe.start?.kind === 'recipe') await takeOver(run, recipe.start.recipe, context);
    else if (recipe.start?.kind === 'experts-alone') await trainAlone(run, recipe.start.epochs, context);
    return run;
  } catch (error) {
    run.dispose();
    throw error;
  }
}

async function takeOver(run: Run, before: Recipe, context: BeginContext): Promise<void> {
  const { weights } = await learned(await beginRun(before, { ...context, snapshot: null }), context);
  inherit(run.model, { weights, experts: likeExperts(run.recipe, before) ? expertCount(before) : 0 });
}

/**
 * Goes on from the snapshot, or prunes what the recipe says is trained before. A snapshot without its teacher is of files, in which
 * there is no room for one: the teacher is trained again.
 */
async function takePruned(run: Run, start: PrunedStart, context: BeginContext): Promise<void> {
  const { snapshot = null } = context;
  const isTaught = start.isDistilled === true;
  const isWhole = snapshot !== null && (!isTaught || snapshot.teacher !== undefined);
  const before = isWhole ? null : await trainedBefore(start.recipe, context);
  const data = { input: inputShapeOf(run.dataset), classes: run.dataset.classes.length };
  if (snapshot !== null) restoreSnapshot(run, snapshot);
  else putWeights(run.model, new MeasuredModel(before!, run.dataset).prune(start.edits).snapshot);
  run.keepZeros();
  if (!isTaught) return;
  const teacher = new Model(start.recipe, data, new BlankWeights());
  run.teacher = teacher;
  putWeights(teacher, snapshot?.teacher ?? before!.snapshot);
}

type PrunedStart = Extract<Recipe['start'], { kind: 'pruned' }>;

async function trainedBefore(recipe: Recipe, context: BeginContext): Promise<Trained> {
  const run = await beginRun(recipe, { ...context, snapshot: null });
  return { recipe, snapshot: await learned(run, context) };
}

/** Each expert as a network of its own; what is not experts is handed on from one to the next, and to the run. */
async function trainAlone(run: Run, epochs: number, { report, ...context }: BeginContext): Promise<void> {
  const { recipe, dataset, model } = run;
  const alone: Recipe = {
    ...recipe,
    trunk: { id: 'none', values: {} },
    router: { id: 'dense', values: {} },
    experts: { ...recipe.experts, values: { ...recipe.experts.values, count: 1, shared: 0 } },
    regularizers: [],
    epochs,
  };
  const shares = divideClasses(dataset.classes.length, { parts: model.experts, seed: recipe.seed });
  for (const [expert, classes] of shares.entries()) {
    const within = shareOfClasses(dataset.train.labels, classes);
    const single = new Run({ ...alone, seed: recipe.seed + expert }, dataset, { within });
    inherit(single.model, { weights: await weightsOf(run), experts: 0 });
    const share = (done: number) => report?.((expert + done) / shares.length);
    const { weights } = await learned(single, { ...context, report: share });
    inherit(model, { weights, experts: 1, firstExpert: expert });
  }
}

/** Trains a run to its end, and disposes of it. */
async function learned(
  run: Run,
  { signal, rest, report }: Pick<BeginContext, 'signal' | 'rest' | 'report'>,
): Promise<Snapshot> {
  try {
    while (run.step < run.totalSteps) {
      const breathEnd = performance.now() + BREATH_MS;
      do run.advance();
      while (run.step < run.totalSteps && performance.now() < breathEnd);
      report?.(run.step / run.totalSteps);
      await rest?.();
      signal?.throwIfAborted();
    }
    return await takeSnapshot(run);
  } finally {
    run.dispose();
  }
}

async function weightsOf(run: Run): Promise<readonly NamedArray[]> {
  return (await takeSnapshot(run)).weights;
}

function expertCount({ experts }: Recipe): number {
  return chosenPart(expertKinds, experts).numbers(experts.values).count;
}

/** Whether experts of one recipe can be experts of the other: of one kind, and alike but for their number. */
function likeExperts(a: Recipe, b: Recipe): boolean {
  const settings = ({ experts: { id, values } }: Recipe) =>
    JSON.stringify([id, ...Object.entries({ ...values, count: 0, shared: 0 }).sort()]);
  return settings(a) === settings(b);
}
