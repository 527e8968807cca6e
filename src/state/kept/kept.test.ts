/** What is kept, what goes for it, and what happens where nothing can be kept: Node has no storage. */
import { describe, expect, it } from 'vitest';
import { packSketches } from '../../core/sketch/columns.ts';
import type { Summary } from '../../core/summary.ts';
import { useSession } from '../session.ts';
import { keeperOf, withoutOverlap } from './keep-scan.ts';
import { findKept, keepSummary, keptMark } from './kept-results.ts';
import { entriesToForget } from './kept-room.ts';
import type { KeptEntry } from './kept-store.ts';

function entry(identity: string, bytes: number, usedAt: number): KeptEntry {
  const facts = {
    fingerprint: 'f',
    name: identity,
    extent: 'full',
    checkpointBytes: 1,
    fractionRead: 1,
  } as const;
  return { ...facts, identity, bytes, usedAt, keptAt: 0 };
}

function share(key: string, ...batches: readonly number[]) {
  return { key, batches: Uint32Array.from(batches), bytes: new Uint8Array(1) };
}

describe('when room is short', () => {
  const entries = [entry('new', 30, 3), entry('old', 30, 1), entry('middle', 30, 2)];
  const forgotten = (wanted: KeptEntry, ceiling: number) =>
    entriesToForget(entries, { wanted, ceiling }).map(({ identity }) => identity);

  it('what was not used for longest goes, and no more than is needed', () => {
    expect(forgotten(entry('next', 10, 4), 100)).toEqual([]);
    expect(forgotten(entry('next', 11, 4), 100)).toEqual(['old']);
    expect(forgotten(entry('next', 50, 4), 100)).toEqual(['old', 'middle']);
    expect(forgotten(entry('next', 100, 4), 100)).toEqual(['old', 'middle', 'new']);
  });

  it('what is replaced needs no room beside', () => {
    expect(forgotten(entry('old', 40, 4), 100)).toEqual([]);
  });
});

it('of shares that hold the same batches, as of two tabs, the larger is taken up', () => {
  const taken = withoutOverlap([share('a', 1, 2), share('b', 2, 3, 4), share('c', 5), share('d', 5)]);
  expect(taken.map(({ key }) => key)).toEqual(['b', 'c']);
});

describe('without storage', () => {
  const summary: Summary = { kind: 'exact', parts: packSketches([]), classes: [] };
  const facts = { identity: 'i', fingerprint: 'f', name: 'm', extent: 'full', checkpointBytes: 1 } as const;

  it('nothing is found, nothing fails, and the person is told once', async () => {
    expect(await findKept('i')).toBe(null);
    await keepSummary(facts, summary);
    await keepSummary({ ...facts, identity: 'j' }, summary);
    const keeper = await keeperOf(facts, () => 0.5);
    expect(keeper.earlier).toEqual([]);
    await keeper.keep(0, share('k', 1));
    expect(keptMark(summary)).toBe(null);
    const told = useSession.getState().messages.filter(({ wire }) => wire.code === 'results-not-kept');
    expect(told.length).toBe(1);
  });
});
