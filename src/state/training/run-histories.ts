/** What charts of a run are drawn from. Kept as answers to questions, which the run under way answers anew ten times a second. */
import { keepPreviousData, queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { addEvaluation, addSteps, emptyHistory, type RunHistory } from '../../core/run-history.ts';
import type { DriveReport, ExpertStrip } from '../../workers/trainer-contract.ts';
import { queryClient } from '../services.ts';
import type { RunId } from './run-record.ts';
import { readPart, writePart } from './run-storage.ts';
import { heldRun, theTrainer } from './trainer.ts';

const PER_EXPERT = 12;

export function historyQuery(id: RunId | null) {
  return queryOptions({
    queryKey: ['run-history', id],
    queryFn: async () => (id === null ? null : await readPart('history', id)) ?? emptyHistory,
  });
}

/** Live for the run under way, from storage for others; empty until it is there. */
export function useRunHistory(id: RunId | null): RunHistory {
  return useQuery(historyQuery(id)).data ?? emptyHistory;
}

export function historyOf(id: RunId): RunHistory {
  return queryClient.getQueryData(historyQuery(id).queryKey) ?? emptyHistory;
}

export function setHistory(id: RunId, history: RunHistory): void {
  queryClient.setQueryData(historyQuery(id).queryKey, history);
}

export function addToHistory(id: RunId, { steps, evaluation }: DriveReport): void {
  const longer = addSteps(historyOf(id), steps);
  setHistory(id, evaluation === null ? longer : addEvaluation(longer, evaluation));
}

export async function storeHistory(id: RunId): Promise<void> {
  await writePart('history', id, historyOf(id));
}

export interface StripsOptions {
  readonly perExpert?: number;
}

/** Samples that each expert is the first choice of, after the last look at validation data; undefined unless the trainer holds the run. */
export function useStrips(
  id: RunId | null,
  { perExpert = PER_EXPERT }: StripsOptions = {},
): UseQueryResult<readonly ExpertStrip[]> {
  const looked = useRunHistory(id).evaluations.at(-1)?.step ?? null;
  return useQuery({
    queryKey: ['strips', id, looked, perExpert],
    queryFn: ({ signal }) => theTrainer().call('strips', { perExpert }, { signal }),
    enabled: id !== null && looked !== null && heldRun() === id,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    retry: false,
  });
}
