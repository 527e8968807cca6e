import { useDeferredValue, useMemo } from 'react';
import type { RunHistory } from '../../../core/run-history.ts';
import { lastStepOf, momentOf, type RunMoment } from '../../../core/run-moment.ts';
import { useRunHistory } from '../../../state/training/run-histories.ts';
import type { RunRecord } from '../../../state/training/run-record.ts';
import { useView } from '../../../state/view.ts';
import { useCompared, type ComparedRun } from './use-compared.ts';

/** What the charts of a run draw. */
export interface Watched {
  readonly name: string;
  readonly history: RunHistory;
  /** Where the scrubber stands. */
  readonly moment: RunMoment;
  /** Where charts over steps end: the whole of the run, or what there is of it. */
  readonly lastStep: number;
  readonly experts: number;
  readonly classes: readonly string[];
  readonly compared: readonly ComparedRun[];
}

/**
 * New points come ten times a second. A drawing that is not done when the next ones come is given up for them, and
 * a press or a key is never kept waiting.
 */
export function useWatched({ id, name, facts }: RunRecord): Watched {
  const history = useDeferredValue(useRunHistory(id));
  const runStep = useDeferredValue(useView((view) => view.runStep));
  const compared = useDeferredValue(useCompared());
  const moment = useMemo(() => momentOf(history, runStep), [history, runStep]);
  const [first] = history.evaluations;
  const classCount = first?.byClass.columns ?? 0;
  const classNames = facts?.classes;
  const classes = useMemo(
    () => classNames ?? Array.from({ length: classCount }, (_, label) => String(label)),
    [classNames, classCount],
  );
  const longest = compared.reduce((most, run) => Math.max(most, lastStepOf(run.history)), 0);
  const lastStep = Math.max(facts?.totalSteps ?? lastStepOf(history), longest);
  const experts = facts?.experts ?? first?.load.length ?? 0;
  return useMemo(
    () => ({ name, history, moment, lastStep, experts, classes, compared }),
    [name, history, moment, lastStep, experts, classes, compared],
  );
}
