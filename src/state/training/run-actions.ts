/** What a person does with runs. */
import { expandGrid, gridName, seededRecipes, type Grid, type GridRun } from '../../core/recipe-grid.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { BackendName, DriveGoal } from '../../workers/trainer-contract.ts';
import { endEarly, enqueue, isUnderWay, wishFor } from './run-process.ts';
import type { RunId, RunRecord } from './run-record.ts';
import { addRuns, changeRun, findRun, selectRun } from './runs.ts';

/** Queues a run, which starts if nothing runs, and shows it. */
export function startRun(
  recipe: Recipe,
  { name = nameOf(recipe), backend = null }: { name?: string; backend?: BackendName | null } = {},
): RunId {
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
export function repeatWithSeeds(recipe: Recipe, seeds: number): void {
  const runs = seededRecipes(recipe, seeds).map((seeded) => ({
    name: `seed ${seeded.seed}`,
    recipe: seeded,
  }));
  startGroup(`${nameOf(recipe)}, ${seeds} seeds`, runs);
}

export function startGrid(recipe: Recipe, grid: Grid): void {
  startGroup(gridName(grid), expandGrid(recipe, grid));
}

function startGroup(name: string, runs: readonly GridRun[]): void {
  const group = { id: newId(), name };
  const records = runs.map((run) => newRun(run, { group }));
  addRuns(records);
  if (records[0] !== undefined) selectRun(records[0].id);
  for (const { id } of records) enqueue(id);
}

function newRun(
  { name, recipe }: GridRun,
  { backend = null, group = null }: { backend?: BackendName | null; group?: RunRecord['group'] },
): RunRecord {
  return {
    id: newId(),
    name,
    recipe,
    group,
    wantedBackend: backend,
    backend: null,
    createdAt: Date.now(),
    state: 'queued',
    fault: null,
    facts: null,
    fractionRead: 0,
    step: 0,
    seconds: 0,
    test: null,
  };
}

/** Until the person gives it a better one. */
function nameOf({ router, dataset, experts }: Recipe): string {
  const { count } = experts.values;
  const mixture = typeof count === 'number' ? `${router.id}, ${count} experts` : router.id;
  return `${mixture} on ${dataset.id}`;
}

let count = 0;

/** Rising within a page, and no other page's. */
function newId(): RunId {
  const [random] = crypto.getRandomValues(new Uint32Array(1));
  return `${Date.now().toString(36)}-${(++count).toString(36).padStart(3, '0')}-${random!.toString(36)}`;
}
