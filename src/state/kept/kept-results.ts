/**
 * Finished analyses and interrupted scans, kept for the next visit. Nothing here ever fails: without storage, or without
 * room, nothing is kept, and the person is told once.
 */
import { queryOptions } from '@tanstack/react-query';
import { encodeFault, Fault } from '../../core/fault.ts';
import { transferablesOf } from '../../core/sketch/columns.ts';
import type { Summary } from '../../core/summary.ts';
import { queryClient } from '../services.ts';
import { addMessage } from '../session.ts';
import { isFull, writeWithRoom } from './kept-room.ts';
import {
  forgetAll,
  forgetEntry,
  readEntries,
  readEntry,
  readSummary,
  writeEntry,
  writeSummary,
  type KeptEntry,
} from './kept-store.ts';

export type { KeptEntry };

/** What of a scan an entry says, before there is any result. */
export type ScanFacts = Pick<KeptEntry, 'identity' | 'fingerprint' | 'name' | 'extent' | 'checkpointBytes'>;

/** All that is kept, looked up again whenever it is looked at: another tab may have changed it. */
export const keptQuery = queryOptions({
  queryKey: ['kept'],
  queryFn: () => readEntries().catch(() => []),
  staleTime: 0,
  refetchOnWindowFocus: true,
});

export function keptChanged(): void {
  void queryClient.invalidateQueries({ queryKey: keptQuery.queryKey });
}

export interface KeptMark {
  readonly identity: string;
  /** Milliseconds since 1970. */
  readonly keptAt: number;
}

const marks = new WeakMap<Summary, KeptMark>();

/** Set where a summary was kept on an earlier visit, and not read on this one. */
export function keptMark(summary: Summary): KeptMark | null {
  return marks.get(summary) ?? null;
}

/** The finished analysis of this very scan; null where none is kept. */
export async function findKept(identity: string): Promise<Summary | null> {
  try {
    const entry = await readEntry(identity);
    const summary = entry === null || entry.fractionRead < 1 ? null : await readSummary(identity);
    if (entry === null || summary === null) return null;
    marks.set(summary, { identity, keptAt: entry.keptAt });
    await writeEntry({ ...entry, usedAt: Date.now() });
    return summary;
  } catch {
    return null;
  }
}

export async function keepSummary(facts: ScanFacts, summary: Summary): Promise<void> {
  const bytes = sizeOf(summary);
  const entry = { ...facts, fractionRead: 1, bytes, keptAt: Date.now(), usedAt: Date.now() };
  await orTell(() => writeWithRoom(entry, () => writeSummary(entry, summary)));
  keptChanged();
}

function sizeOf({ parts, classes }: Summary): number {
  const ofClasses = classes.map(({ sketch: { levels } }) =>
    [levels.mean, levels.count, levels.spread].reduce((sum, { byteLength }) => sum + byteLength, 0),
  );
  const ofParts = transferablesOf(parts).map(({ byteLength }) => byteLength);
  return [...ofClasses, ...ofParts].reduce((sum, bytes) => sum + bytes, 0);
}

export async function forgetKept(identity: string): Promise<void> {
  await forgetEntry(identity).catch(() => undefined);
  keptChanged();
}

export async function forgetAllKept(): Promise<void> {
  await forgetAll().catch(() => undefined);
  keptChanged();
}

let isTold = false;

/** Whether it could be kept. */
export async function orTell(keep: () => Promise<void>): Promise<boolean> {
  try {
    await keep();
    return true;
  } catch (error) {
    if (!isTold) addMessage('notice', encodeFault(new Fault('results-not-kept', { isFull: isFull(error) })));
    isTold = true;
    return false;
  }
}
