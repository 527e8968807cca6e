/** Keeps a scan while it is under way, so that it goes on where it was when it was interrupted. */
import type { ScanKeeper } from '../../workers/scan-pool.ts';
import { keptChanged, orTell, type ScanFacts } from './kept-results.ts';
import { writeWithRoom } from './kept-room.ts';
import { forgetShares, readEntry, readShares, writeShare, type StoredShare } from './kept-store.ts';

/** `fractionRead`: of the bytes, at any moment. */
export async function keeperOf(facts: ScanFacts, fractionRead: () => number): Promise<ScanKeeper> {
  const earlier = withoutOverlap(await readShares(facts.identity).catch(() => []));
  // two tabs may be at the same scan: each keeps its own
  const session = performance.timeOrigin + performance.now();
  const sizes = new Map<number, number>();
  let isRefused = false;
  let last: Promise<void> = Promise.resolve();

  const keep: ScanKeeper['keep'] = async (scanner, share) => {
    if (isRefused || (await isFinished(facts.identity))) return;
    sizes.set(scanner, share.bytes.length);
    const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    const now = Date.now();
    const entry = {
      ...facts,
      fractionRead: Math.min(0.999, fractionRead()),
      bytes,
      keptAt: now,
      usedAt: now,
    };
    const holder = `${session}-${scanner}`;
    isRefused = !(await orTell(() => writeWithRoom(entry, () => writeShare(entry, holder, share))));
    if (!isRefused) await forgetShares(takenOver(earlier, new Set(share.batches))).catch(() => undefined);
    keptChanged();
  };
  return {
    earlier,
    // one after the other: each looks at what there is room for
    keep: (scanner, share) => (last = last.then(() => keep(scanner, share))),
  };
}

async function isFinished(identity: string): Promise<boolean> {
  const entry = await readEntry(identity).catch(() => null);
  return entry?.fractionRead === 1;
}

/** Largest first; what holds a batch that another one has is left out. */
export function withoutOverlap(shares: readonly StoredShare[]): readonly StoredShare[] {
  const taken = new Set<number>();
  return [...shares]
    .sort((a, b) => b.batches.length - a.batches.length)
    .filter(({ batches }) => {
      if (batches.some((batch) => taken.has(batch))) return false;
      batches.forEach((batch) => taken.add(batch));
      return true;
    });
}

/** Keys of earlier shares that are now a part of another one. */
function takenOver(earlier: readonly StoredShare[], batches: ReadonlySet<number>): string[] {
  return earlier.filter((share) => share.batches.every((batch) => batches.has(batch))).map(({ key }) => key);
}
