/** What a person does with runs. */
import { seededRecipes, type GridRun } from '../../core/recipe-grid.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { BackendName, DriveGoal } from '../../workers/trainer-contract.ts';
import { nameOf, newId, newRun } from './new-run.ts';
import { endEarly, enqueue, isUnderWay, wishFor } from './run-process.ts';
import type { RunId } from './run-record.ts';
import { addRuns, changeRun, findRun, selectRun } from './runs.ts';

export interface StartOptions {
  /** One made of the recipe, if left out. */
  readonly name?: string;
  /** Null for the fastest. */
  readonly backend?: BackendName | null;
}

/** Queues a run, which starts if nothing runs, and shows it. */
export function startRun(recipe: Recipe, options: StartOptions = {}): RunId {
  const { name = nameOf(recipe), backend = null } = options;
  const record = newRun({ name, recipe }, { backend });
  addRuns([record]);
  selectRun(record.id);
  enqueue(record.id);
  return record.id;
}

export function pauseRun(id: RunId): void {
  if (isUnderWay(id)) wishFor(id, 'pause');
  else if (findRun(id)?.state === 'queued') changeRun(id, { state: 'paused' });
}

export function resumeRun(id: RunId, goal: DriveGoal = 'end'): void {
  if (!isUnderWay(id)) enqueue(id, goal);
}

/** Ends a run early: what it has learnt is tested, and it is done. */
export function stopRun(id: RunId): void {
  if (isUnderWay(id)) wishFor(id, 'stop');
  else if (findRun(id)?.state === 'queued') changeRun(id, { state: 'paused' });
  else endEarly(id);
}

/** After a failure, or from a pause. */
export function goOnWith(id: RunId, backend: BackendName): void {
  if (isUnderWay(id)) return;
  changeRun(id, { wantedBackend: backend });
  enqueue(id);
}

/** The same recipe with its own seed and those that follow, as a group. */
export function repeatWithSeeds(recipe: Recipe, seeds: number, options: StartOptions = {}): void {
  const { name = nameOf(recipe), backend = null } = options;
  const runs = seededRecipes(recipe, seeds).map((seeded) => ({
    name: `seed ${seeded.seed}`,
    recipe: seeded,
  }));
  startGroup(runs, { name: `${name}, ${seeds} seeds`, backend });
}

/** Queues runs that belong together, and shows the first. */
export function startGroup(runs: readonly GridRun[], { name, backend }: Required<StartOptions>): void {
  const group = { id: newId(), name };
  const records = runs.map((run) => newRun(run, { group, backend }));
  addRuns(records);
  if (records[0] !== undefined) selectRun(records[0].id);
  for (const { id } of records) enqueue(id);
}

export { downloadRun, openAsCheckpoint } from './run-files.ts';
