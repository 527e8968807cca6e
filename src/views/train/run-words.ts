/** What a run is doing, in a word or two. */
import { formatPercent } from '../../core/quantity.ts';
import type { RunRecord } from '../../state/training/run-record.ts';

export function runStateText(run: RunRecord): string {
  switch (run.state) {
    case 'queued':
      return 'waiting';
    case 'starting':
      return run.fractionRead > 0 && run.fractionRead < 1
        ? `reading data, ${formatPercent(run.fractionRead, 0)}`
        : 'starting';
    case 'running':
      return `training, ${formatPercent(fractionDone(run), 0)}`;
    case 'paused':
      return run.step === 0 ? 'paused' : `paused at ${formatPercent(fractionDone(run), 0)}`;
    case 'failed':
      return 'stopped by a fault';
    case 'done':
      return 'done';
  }
}

export function fractionDone({ step, facts }: RunRecord): number {
  return facts === null || facts.totalSteps === 0 ? 0 : Math.min(1, step / facts.totalSteps);
}

export function isUnderWay({ state }: RunRecord): boolean {
  return state === 'queued' || state === 'starting' || state === 'running';
}

/** The name, with a number if there is such a run already. */
export function freeName(name: string, taken: readonly Pick<RunRecord, 'name'>[]): string {
  const names = new Set(taken.map((run) => run.name));
  let number = 1;
  while (names.has(numbered(name, number))) number++;
  return numbered(name, number);
}

function numbered(name: string, number: number): string {
  return number === 1 ? name : `${name}, ${number}`;
}
