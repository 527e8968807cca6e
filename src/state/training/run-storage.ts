/**
 * Runs between visits, in the browser's IndexedDB: a record, a history and a snapshot each. Where there is no room, or
 * no storage at all, they are kept in memory until the page closes, and the person is told once.
 */
import { createStore, del, getMany, get, keys, set, type UseStore } from 'idb-keyval';
import { encodeFault, Fault } from '../../core/fault.ts';
import type { RunHistory } from '../../core/run-history.ts';
import type { Snapshot } from '../../workers/trainer-contract.ts';
import { addMessage } from '../session.ts';
import type { RunId, RunRecord } from './run-record.ts';

interface Kept {
  record: RunRecord;
  history: RunHistory;
  snapshot: Snapshot;
}

type Part = keyof Kept;

/** What could not be stored. */
const inMemory = new Map<string, unknown>();
let database: UseStore | null = null;
let isTold = false;

/** Every stored record. Histories and snapshots without one are of deleted runs, and are swept away. */
export async function readRecords(): Promise<readonly RunRecord[]> {
  try {
    const stored = (await keys<string>(store())).map((key) => key.split('.') as [Part, RunId]);
    const ids = stored.filter(([part]) => part === 'record').map(([, id]) => id);
    const orphans = stored.filter(([, id]) => !ids.includes(id));
    await Promise.all(orphans.map(([part, id]) => del(keyOf(part, id), store())));
    const records = await getMany<RunRecord | undefined>(
      ids.map((id) => keyOf('record', id)),
      store(),
    );
    return records.filter((record) => record !== undefined);
  } catch {
    // a browser that stores nothing has stored no runs
    return [];
  }
}

export async function readPart<P extends Part>(part: P, id: RunId): Promise<Kept[P] | null> {
  const key = keyOf(part, id);
  if (inMemory.has(key)) return inMemory.get(key) as Kept[P];
  try {
    return (await get<Kept[P]>(key, store())) ?? null;
  } catch {
    return null;
  }
}

/** Never fails: what finds no room stays in memory. */
export async function writePart<P extends Part>(part: P, id: RunId, value: Kept[P]): Promise<void> {
  const key = keyOf(part, id);
  try {
    await set(key, value, store());
    inMemory.delete(key);
  } catch (error) {
    inMemory.set(key, value);
    if (!isTold) addMessage('notice', encodeFault(storageFault(error)));
    isTold = true;
  }
}

/** Forgets a record. Its history and snapshot go at the next visit, so that until then it can be put back. */
export async function forgetRecord(id: RunId): Promise<void> {
  inMemory.delete(keyOf('record', id));
  try {
    await del(keyOf('record', id), store());
  } catch {
    // what was never stored need not be forgotten
  }
}

function storageFault(error: unknown): Fault {
  const isFull = error instanceof Error && error.name === 'QuotaExceededError';
  return new Fault('runs-not-stored', { isFull });
}

function store(): UseStore {
  return (database ??= createStore('moe-scope', 'runs'));
}

function keyOf(part: Part, id: RunId): string {
  return `${part}.${id}`;
}
