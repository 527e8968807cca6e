/**
 * The run under way: one at a time, from the queue to its test. It is driven an epoch at a time, and a snapshot is kept
 * after each, so that nothing that happens to the page or the graphics card costs more than an epoch.
 */
import { encodeFault, isAbort, notice } from '../../core/fault.ts';
import { upTo } from '../../core/run-history.ts';
import type { DriveGoal, DriveReport, Snapshot } from '../../workers/trainer-contract.ts';
import { addToHistory, historyOf, historyQuery, setHistory, storeHistory } from './run-histories.ts';
import { addMessage } from '../session.ts';
import { asOnlyTab } from './only-tab.ts';
import type { RunId } from './run-record.ts';
import { readPart, writePart } from './run-storage.ts';
import { changeRun, findRun, showProgress, useRuns } from './runs.ts';
import { fastestBackend } from './trainer-offer.ts';
import { dropTrainer, heldRun, holdRun, theTrainer } from './trainer.ts';
import { queryClient } from '../services.ts';

/** What the person wants of the run under way. */
type Wish = 'go' | 'pause' | 'stop';

interface Process {
  readonly id: RunId;
  readonly goal: DriveGoal;
  readonly stopper: AbortController;
  wish: Wish;
}

let current: Process | null = null;

/** Goals of runs that wait in the queue, other than its end. */
const goals = new Map<RunId, DriveGoal>();

/** Puts a run into the queue; it starts at once if nothing is under way. */
export function enqueue(id: RunId, goal: DriveGoal = 'end'): void {
  goals.set(id, goal);
  changeRun(id, { state: 'queued', fault: null });
  startNext();
}

/** Takes effect between two steps. */
export function wishFor(id: RunId, wish: Exclude<Wish, 'go'>): void {
  if (current?.id !== id) return;
  current.wish = wish;
  current.stopper.abort();
}

export function isUnderWay(id: RunId): boolean {
  return current?.id === id;
}

/** Brings a run that rests back into the trainer, and ends it early. */
export function endEarly(id: RunId): void {
  if (current !== null) return;
  void process({ id, goal: 'end', stopper: new AbortController(), wish: 'stop' });
}

function startNext(): void {
  if (current !== null) return;
  const next = useRuns.getState().records.findLast(({ state }) => state === 'queued');
  if (next === undefined) return;
  const goal = goals.get(next.id) ?? 'end';
  goals.delete(next.id);
  void process({ id: next.id, goal, stopper: new AbortController(), wish: 'go' });
}

async function process(run: Process): Promise<void> {
  const { id } = run;
  current = run;
  const unwatch = useRuns.subscribe(() => {
    if (findRun(id) === null) wishFor(id, 'pause');
  });
  try {
    const isOurs = await asOnlyTab(id, async () => {
      await bringIn(run);
      await goOn(run);
      if (run.wish === 'stop') await finish(id);
      else changeRun(id, { state: 'paused' });
    });
    if (!isOurs) leaveToOther(id);
  } catch (error) {
    if (isAbort(error)) changeRun(id, { state: 'paused' });
    else await fail(id, error);
  } finally {
    unwatch();
    current = null;
  }
  // whoever pauses a run wants quiet
  if (run.wish !== 'pause') startNext();
}

function leaveToOther(id: RunId): void {
  addMessage('notice', notice('run-elsewhere', { run: findRun(id)?.name ?? '' }));
  showProgress(id, { state: 'paused' });
}

/** Brings the run into the trainer's memory, unless it is there. */
async function bringIn({ id, stopper: { signal } }: Process): Promise<void> {
  const { recipe, wantedBackend } = findRun(id)!;
  if (heldRun() === id && findRun(id)!.backend?.name === (wantedBackend ?? findRun(id)!.backend?.name))
    return;
  changeRun(id, { state: 'starting', fractionRead: 0 });
  holdRun(null);
  const snapshot = await readPart('snapshot', id);
  const backend = wantedBackend ?? (await fastestBackend());
  const facts = await theTrainer().call(
    'begin',
    { recipe, backend, snapshot },
    { signal, report: (fractionRead) => showProgress(id, { fractionRead }) },
  );
  holdRun(id);
  const step = snapshot?.step ?? 0;
  setHistory(id, upTo(step, await queryClient.query(historyQuery(id))));
  changeRun(id, { facts, backend: facts.backend, fractionRead: 1, step });
}

/** Drives until the goal, or the person's wish, is reached; what was done is kept then. */
async function goOn(run: Process): Promise<void> {
  const { id, goal, stopper } = run;
  if (run.wish === 'go') changeRun(id, { state: 'running' });
  while (run.wish === 'go') {
    try {
      const { isDone } = await driveOn(id, goal === 'end' ? 'epoch' : goal, stopper.signal);
      if (isDone) run.wish = 'stop';
      else if (goal !== 'end') run.wish = 'pause';
    } catch (error) {
      if (!isAbort(error)) throw error;
    }
    await keep(id);
  }
}

async function driveOn(id: RunId, goal: DriveGoal, signal: AbortSignal) {
  const secondsBefore = findRun(id)?.seconds ?? 0;
  const begun = performance.now();
  const seconds = () => secondsBefore + (performance.now() - begun) / 1000;
  const report = (report: DriveReport) => {
    addToHistory(id, report);
    const step = report.steps.at(-1)?.step;
    showProgress(id, step === undefined ? {} : { step, seconds: seconds() });
  };
  return theTrainer().call('drive', goal, { signal, report });
}

/** Stores all that the run needs to go on after the page is closed. */
async function keep(id: RunId): Promise<Snapshot> {
  const snapshot = await theTrainer().call('snapshot', null);
  if (findRun(id) === null) return snapshot;
  await Promise.all([writePart('snapshot', id, snapshot), storeHistory(id)]);
  changeRun(id, { step: snapshot.step });
  return snapshot;
}

async function finish(id: RunId): Promise<void> {
  const test = await theTrainer().call('test', null);
  changeRun(id, { state: 'done', test });
}

/** The last good snapshot stays; the thread may not be good for anything. */
async function fail(id: RunId, error: unknown): Promise<void> {
  dropTrainer();
  changeRun(id, { state: 'failed', fault: encodeFault(error) });
  if (historyOf(id).steps.length > 0) await storeHistory(id);
}
