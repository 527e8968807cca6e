import { useMemo } from 'react';
import type { RunHistory } from '../../../core/run-history.ts';
import { useRunHistory } from '../../../state/training/run-histories.ts';
import type { RunId } from '../../../state/training/run-record.ts';
import { useRuns } from '../../../state/training/runs.ts';

/** A run that is drawn beside another. */
export interface ComparedRun {
  readonly id: RunId;
  readonly name: string;
  readonly history: RunHistory;
}

/** The runs beside the selected one, the same list until one of them changes. Hooks are called in the same number every time: seven is the most. */
export function useCompared(): readonly ComparedRun[] {
  const ids = useRuns((runs) => runs.compared);
  const names = useRuns((runs) =>
    ids.map((id) => runs.records.find((record) => record.id === id)?.name ?? '').join('\n'),
  );
  const first = useRunHistory(ids[0] ?? null);
  const second = useRunHistory(ids[1] ?? null);
  const third = useRunHistory(ids[2] ?? null);
  const fourth = useRunHistory(ids[3] ?? null);
  const fifth = useRunHistory(ids[4] ?? null);
  const sixth = useRunHistory(ids[5] ?? null);
  const seventh = useRunHistory(ids[6] ?? null);
  return useMemo(() => {
    const histories = [first, second, third, fourth, fifth, sixth, seventh];
    const nameOf = names.split('\n');
    return ids.map((id, i) => ({ id, name: nameOf[i]!, history: histories[i]! }));
  }, [ids, names, first, second, third, fourth, fifth, sixth, seventh]);
}
