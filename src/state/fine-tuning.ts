/** Runs that mend a pruned model: from what the pruning panel shows to an ordinary run of the list. */
import { encodeFault, type FaultWire } from '../core/fault.ts';
import { fineTuneRecipe, type FineTuneChoice } from '../core/pruning/fine-tune.ts';
import type { ModelEdits } from '../core/pruning/model-edits.ts';
import type { Plan } from '../core/pruning/plan.ts';
import { measureQuery } from './measuring.ts';
import { askMeasurer, trainedModel } from './measurer.ts';
import { queryClient } from './services.ts';
import type { OpenSource } from './session.ts';
import { newRun } from './training/new-run.ts';
import { enqueue } from './training/run-process.ts';
import type { RunId } from './training/run-record.ts';
import { addRuns, selectRun } from './training/runs.ts';
import { writePart } from './training/run-storage.ts';

export interface FineTuning {
  readonly plan: Plan;
  readonly edits: ModelEdits;
  readonly choice: FineTuneChoice;
  /** What the run is called. */
  readonly name: string;
}

export type FineTuned = { readonly run: RunId } | { readonly fault: FaultWire };

/**
 * Queues a run that goes on from the source's model with the plan taken, and selects it: under Train it can be watched, and
 * opened as a checkpoint when it is done. The pruned model is measured on the whole test split first.
 */
export async function startFineTuning(source: OpenSource, wanted: FineTuning): Promise<FineTuned> {
  try {
    return { run: await beginFineTuning(source, wanted) };
  } catch (error) {
    return { fault: encodeFault(error) };
  }
}

async function beginFineTuning(
  source: OpenSource,
  { plan, edits, choice, name }: FineTuning,
): Promise<RunId> {
  const before = await queryClient.query(measureQuery(source, { edits, on: 'whole' }));
  const { signal } = new AbortController();
  const [original, pruned] = await Promise.all([
    trainedModel(source),
    askMeasurer(source, { signal }, (thread) => thread.call('prune', edits)),
  ]);
  const recipe = fineTuneRecipe({ original: original.recipe, pruned: pruned.recipe, edits }, choice);
  const { weights, routerState } = original.snapshot;
  const isTaught = choice.method === 'router';
  const record = {
    ...newRun({ name, recipe }, {}),
    origin: {
      parent: source.trained?.run ?? null,
      model: source.label,
      plan,
      method: choice.method,
      before,
    },
  };
  // the run begins with it, as if it had stopped before its first step
  await writePart('snapshot', record.id, {
    ...pruned.snapshot,
    ...(isTaught && { teacher: { weights, routerState } }),
  });
  addRuns([record]);
  selectRun(record.id);
  enqueue(record.id);
  return record.id;
}
