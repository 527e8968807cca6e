/**
 * A run as a checkpoint: weights by expert, and beside them what its optimiser and router remember, so that it can go
 * on as if it had not stopped. Bytes are made of it where safetensors are written.
 */
import type { Recipe } from '../../core/recipe.ts';
import type { BackendFacts } from '../backends/backend.ts';
import { inputShapeOf } from '../batch-tensors.ts';
import type { DataFacts } from '../compatibility.ts';
import type { Evaluation } from '../evaluation.ts';
import { expertKinds } from '../experts/index.ts';
import { Model } from '../model.ts';
import { chosenPart } from '../part.ts';
import { PlannedWeights } from '../planned-weights.ts';
import type { Run } from '../run.ts';
import { MisfitError, takeSnapshot, type NamedArray, type Snapshot } from '../snapshot.ts';
import { formatConfig } from './config.ts';
import { cutWeights, joinWeights, type ExpertCounts } from './weights.ts';

/** Names of the files, wherever they are saved. */
export const fileNames = {
  weights: 'model.safetensors',
  config: 'config.json',
  state: 'training-state.safetensors',
  trace: 'routing-trace.json',
} as const;

/** Arrays and texts of a safetensors file. */
export interface ArrayFile {
  readonly arrays: readonly NamedArray[];
  readonly metadata: Readonly<Record<string, string>>;
}

export interface RunCheckpoint {
  readonly weights: ArrayFile;
  readonly state: ArrayFile;
  readonly config: string;
}

/** `test` is of the whole test split, as the model stands. */
export async function checkpointOf(
  run: Run,
  { backend, test }: { readonly backend: BackendFacts; readonly test: Evaluation },
): Promise<RunCheckpoint> {
  const { recipe, dataset, model } = run;
  const snapshot = await takeSnapshot(run);
  const counts = countsOf(recipe, model.experts);
  const { samples, correct, loss } = test;
  const config = formatConfig(
    {
      recipe,
      datasetName: dataset.name,
      classes: dataset.classes,
      input: inputShapeOf(dataset),
      step: snapshot.step,
      isDone: run.isDone,
      backend: backend.name,
      test: { samples, correct, loss },
    },
    backend,
  );
  return {
    weights: {
      arrays: cutWeights(model.weights.all(), { arrays: snapshot.weights, counts }),
      metadata: { format: 'pt', 'moe-scope': '1' },
    },
    state: {
      arrays: snapshot.optimizerSlots,
      metadata: {
        step: String(snapshot.step),
        optimizerSteps: String(snapshot.optimizerSteps),
        routerState: JSON.stringify(snapshot.routerState),
      },
    },
    config,
  };
}

/**
 * Back from a checkpoint's files, without a backend. Without its state the run can be evaluated, and goes on with an
 * optimiser that remembers nothing. Throws `MisfitError` if the weights are not those of the recipe.
 */
export function snapshotOf(
  recipe: Recipe,
  data: DataFacts,
  files: {
    readonly step: number;
    readonly weights: readonly NamedArray[];
    readonly state: ArrayFile | null;
  },
): Snapshot {
  const planned = new PlannedWeights();
  const model = new Model(recipe, data, planned);
  const counts = countsOf(recipe, model.experts);
  const { step, state } = files;
  checkSlots(planned, state?.arrays ?? []);
  return {
    step,
    weights: joinWeights(planned.all(), { arrays: files.weights, counts }),
    optimizerSteps: state === null ? 0 : readCount(state.metadata.optimizerSteps),
    optimizerSlots: state?.arrays ?? [],
    routerState: state === null ? {} : readRouterState(state.metadata.routerState),
  };
}

/** What an optimiser remembers of a weight has its name and shape. */
function checkSlots(planned: PlannedWeights, slots: readonly NamedArray[]): void {
  for (const { name, shape } of slots) {
    const weight = planned.find(name.slice(0, Math.max(0, name.lastIndexOf('/'))));
    if (weight?.variable.shape.join() !== shape.join())
      throw new MisfitError(
        `the training state has “${name}” of [${shape.join(', ')}], which is of no weight`,
      );
  }
}

function countsOf(recipe: Recipe, experts: number): ExpertCounts {
  const { shared } = chosenPart(expertKinds, recipe.experts).numbers(recipe.experts.values);
  return { experts, shared };
}

function readCount(text: string | undefined): number {
  if (text !== undefined && /^\d{1,15}$/.test(text)) return Number(text);
  throw new MisfitError('the training state does not say how many steps its optimiser took');
}

function readRouterState(text: string | undefined): Snapshot['routerState'] {
  const damaged = () => new MisfitError('the training state does not say what the router remembers');
  let state: unknown;
  try {
    state = JSON.parse(text ?? '');
  } catch {
    throw damaged();
  }
  if (typeof state !== 'object' || state === null) throw damaged();
  const isList = (list: unknown) => Array.isArray(list) && list.every((value) => Number.isFinite(value));
  if (!Object.values(state).every(isList)) throw damaged();
  return state as Snapshot['routerState'];
}
