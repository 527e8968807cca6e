/** The runs of this browser: their records, and which of them are shown. Their histories lie in `run-histories.ts`. */
import { create } from 'zustand';
import { changeView } from '../view.ts';
import type { RunId, RunRecord } from './run-record.ts';
import { forgetRecord, readRecords, writePart } from './run-storage.ts';

/** Colours that charts can tell apart. */
export const MOST_COMPARED = 7;

export interface Runs {
  /** Newest first. */
  readonly records: readonly RunRecord[];
  /** Shown. */
  readonly selected: RunId | null;
  /** Beside it, at most `MOST_COMPARED`. */
  readonly compared: readonly RunId[];
  /** False until those of earlier visits are there. */
  readonly isLoaded: boolean;
}

export const useRuns = create<Runs>(() => ({ records: [], selected: null, compared: [], isLoaded: false }));

/** Brings back the runs of earlier visits. One that the page closed on is paused where its snapshot is. */
export async function restoreRuns(): Promise<void> {
  const stored = (await readRecords()).map(asAtRest);
  useRuns.setState(({ records, selected }) => {
    const known = new Set(records.map(({ id }) => id));
    const all = [...records, ...stored.filter(({ id }) => !known.has(id))];
    all.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
    return { records: all, selected: selected ?? all[0]?.id ?? null, isLoaded: true };
  });
}

export function findRun(id: RunId): RunRecord | null {
  return useRuns.getState().records.find((record) => record.id === id) ?? null;
}

export function selectRun(id: RunId): void {
  useRuns.setState(({ compared }) => ({ selected: id, compared: compared.filter((other) => other !== id) }));
  changeView({ runStep: null });
}

/** Shows a run beside the selected one, or no longer. Beyond the most there is room for, the oldest makes way. */
export function toggleCompared(id: RunId): void {
  useRuns.setState(({ compared, selected }) => {
    if (compared.includes(id)) return { compared: compared.filter((other) => other !== id) };
    return id === selected ? {} : { compared: [...compared, id].slice(-MOST_COMPARED) };
  });
}

export function renameRun(id: RunId, name: string): void {
  changeRun(id, { name });
}

/** Newer ones first in the list. */
export function addRuns(added: readonly RunRecord[]): void {
  useRuns.setState(({ records }) => ({ records: [...added.toReversed(), ...records] }));
  for (const record of added) void writePart('record', record.id, record);
}

/** Changes a record and stores it. */
export function changeRun(id: RunId, change: Partial<RunRecord>): void {
  showProgress(id, change);
  const record = findRun(id);
  if (record !== null) void writePart('record', id, record);
}

/** Changes what is shown of a run without storing it: what changes ten times a second. */
export function showProgress(id: RunId, change: Partial<RunRecord>): void {
  useRuns.setState(({ records }) => ({
    records: records.map((record) => (record.id === id ? { ...record, ...change } : record)),
  }));
}

/** Takes runs off the list, and stops the one under way; returns how to put them back. */
export function deleteRuns(ids: readonly RunId[]): () => void {
  const before = useRuns.getState();
  const removed = before.records.filter(({ id }) => ids.includes(id)).map(asAtRest);
  useRuns.setState({
    records: before.records.filter(({ id }) => !ids.includes(id)),
    selected: before.selected !== null && ids.includes(before.selected) ? null : before.selected,
    compared: before.compared.filter((id) => !ids.includes(id)),
  });
  for (const { id } of removed) void forgetRecord(id);
  return () => {
    useRuns.setState(({ records, selected }) => ({
      records: [...records, ...removed].sort((a, b) => order(before.records, a, b)),
      selected: selected ?? before.selected,
    }));
    for (const record of removed) void writePart('record', record.id, record);
  };
}

/** As it is once nobody trains it. */
function asAtRest(record: RunRecord): RunRecord {
  const isUnderWay = record.state === 'running' || record.state === 'starting' || record.state === 'queued';
  return isUnderWay ? { ...record, state: 'paused' } : record;
}

/** As in the list that they were taken from; runs that are newer than it come first. */
function order(list: readonly RunRecord[], a: RunRecord, b: RunRecord): number {
  const place = ({ id }: RunRecord) => list.findIndex((record) => record.id === id);
  return place(a) - place(b) || b.createdAt - a.createdAt;
}
