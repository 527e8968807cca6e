/**
 * Where results are kept between visits: the browser's IndexedDB. A scan has an entry, which says what it is of, and
 * either its summary or, while it is not finished, shares of it.
 */
import {
  clear,
  createStore,
  delMany,
  get,
  getMany,
  keys as readKeys,
  set,
  setMany,
  type UseStore,
} from 'idb-keyval';
import type { Summary } from '../../core/summary.ts';
import type { KeptShare } from '../../workers/scan-pool.ts';
import type { Extent } from '../session.ts';

export interface KeptEntry {
  /** Which scan it is (scan/identity.ts). */
  readonly identity: string;
  /** Of the checkpoint. */
  readonly fingerprint: string;
  readonly name: string;
  readonly extent: Extent;
  /** Of the weights that the scan reads, or would read to its end. */
  readonly checkpointBytes: number;
  /** 1 where it is finished. */
  readonly fractionRead: number;
  /** What keeping it takes. */
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly keptAt: number;
  readonly usedAt: number;
}

/** A share under the key that it is kept by. */
export interface StoredShare extends KeptShare {
  readonly key: string;
}

type Section = 'entry' | 'summary' | 'share';

let database: UseStore | null = null;

function store(): UseStore {
  return (database ??= createStore('moe-scope-kept', 'results'));
}

function keyOf(section: Section, identity: string, detail = ''): string {
  return `${section} ${identity} ${detail}`;
}

function partsOf(key: string): { readonly section: string; readonly identity: string } {
  const [section, identity] = key.split(' ');
  return { section: section!, identity: identity! };
}

async function keysOf(wanted: (section: string, identity: string) => boolean): Promise<string[]> {
  const keys = await readKeys<string>(store());
  return keys.filter((key) => wanted(partsOf(key).section, partsOf(key).identity));
}

/** The one used last comes first. What belongs to no entry is swept away. */
export async function readEntries(): Promise<readonly KeptEntry[]> {
  // all at one moment: another tab writes an entry and what belongs to it at once
  const keys = await readKeys<string>(store());
  const ofEntries = keys.filter((key) => partsOf(key).section === 'entry');
  const known = new Set(ofEntries.map((key) => partsOf(key).identity));
  const orphans = keys.filter((key) => !known.has(partsOf(key).identity));
  if (orphans.length > 0) await delMany(orphans, store());
  const entries = await getMany<KeptEntry | undefined>(ofEntries, store());
  return entries.filter((entry) => entry !== undefined).sort((a, b) => b.usedAt - a.usedAt);
}

export async function readEntry(identity: string): Promise<KeptEntry | null> {
  return (await get<KeptEntry>(keyOf('entry', identity), store())) ?? null;
}

export function writeEntry(entry: KeptEntry): Promise<void> {
  return set(keyOf('entry', entry.identity), entry, store());
}

export async function readSummary(identity: string): Promise<Summary | null> {
  return (await get<Summary>(keyOf('summary', identity), store())) ?? null;
}

/** Takes the place of all shares. */
export async function writeSummary(entry: KeptEntry, summary: Summary): Promise<void> {
  await setMany(
    [
      [keyOf('entry', entry.identity), entry],
      [keyOf('summary', entry.identity), summary],
    ],
    store(),
  );
  await forgetShares(await sharesOf(entry.identity));
}

export async function readShares(identity: string): Promise<readonly StoredShare[]> {
  const keys = await sharesOf(identity);
  const shares = await getMany<KeptShare | undefined>(keys, store());
  return shares.flatMap((share, i) => (share === undefined ? [] : [{ ...share, key: keys[i]! }]));
}

/** `holder` is whoever holds this share: what it kept before is replaced. */
export async function writeShare(entry: KeptEntry, holder: string, share: KeptShare): Promise<void> {
  await setMany(
    [
      [keyOf('entry', entry.identity), entry],
      [keyOf('share', entry.identity, holder), share],
    ],
    store(),
  );
}

export function forgetShares(keys: readonly string[]): Promise<void> {
  return delMany([...keys], store());
}

function sharesOf(identity: string): Promise<string[]> {
  return keysOf((section, of) => section === 'share' && of === identity);
}

export async function forgetEntry(identity: string): Promise<void> {
  await delMany(await keysOf((_, of) => of === identity), store());
}

export function forgetAll(): Promise<void> {
  return clear(store());
}
