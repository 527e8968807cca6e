/** Room for kept results: a ceiling, and which go when it is reached. */
import { forgetEntry, readEntries, type KeptEntry } from './kept-store.ts';

/** A dozen analyses of the largest models, or thousands of small ones. */
const CEILING_BYTES = 2 ** 30;

/** Of what the browser would give: the rest is for runs, and for other pages of the same address. */
const SHARE_OF_QUOTA = 0.25;

async function ceilingBytes(): Promise<number> {
  // pages that do not come over https are told nothing
  const storage = (navigator as { readonly storage?: StorageManager }).storage;
  const quota = (await storage?.estimate().catch(() => null))?.quota ?? Infinity;
  return Math.min(CEILING_BYTES, SHARE_OF_QUOTA * quota);
}

/** Which go, those not used for longest first, so that what stays and `wanted` are below the ceiling. */
export function entriesToForget(
  entries: readonly KeptEntry[],
  { wanted, ceiling }: { readonly wanted: Pick<KeptEntry, 'identity' | 'bytes'>; readonly ceiling: number },
): readonly KeptEntry[] {
  const others = entries.filter(({ identity }) => identity !== wanted.identity);
  const oldestFirst = [...others].sort((a, b) => a.usedAt - b.usedAt);
  let bytes = wanted.bytes + others.reduce((sum, entry) => sum + entry.bytes, 0);
  return oldestFirst.filter((entry) => {
    if (bytes <= ceiling) return false;
    bytes -= entry.bytes;
    return true;
  });
}

/** Makes room, and writes; where the browser has less room than it said, makes more. Throws what the last try threw. */
export async function writeWithRoom(entry: KeptEntry, write: () => Promise<void>): Promise<void> {
  const ceiling = await ceilingBytes();
  if (entry.bytes > ceiling) throw new DOMException('larger than all that is kept', 'QuotaExceededError');
  for (const { identity } of entriesToForget(await readEntries(), { wanted: entry, ceiling })) {
    await forgetEntry(identity);
  }
  for (;;) {
    try {
      await write();
      return;
    } catch (error) {
      const oldest = (await readEntries()).findLast(({ identity }) => identity !== entry.identity);
      if (!isFull(error) || oldest === undefined) throw error;
      await forgetEntry(oldest.identity);
    }
  }
}

export function isFull(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}
