import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../random.ts';
import { countsOf, VocabularyTally } from './vocabulary-tally.ts';

/** [layer, token id, expert] of many choices, and their plain sums. */
function choices() {
  const random = seededRandom(20_261_122);
  const all = Array.from({ length: 20_000 }, () => ({
    layer: random.below(3) * 10,
    tokenId: random.below(500),
    expert: random.below(16),
  }));
  const sums = new Map<string, number>();
  for (const { layer, tokenId, expert } of all) {
    const key = `${layer}/${tokenId}/${expert}`;
    sums.set(key, (sums.get(key) ?? 0) + 1);
  }
  return { all, sums };
}

function tallied(most: number): VocabularyTally {
  const tally = new VocabularyTally(most);
  for (const { layer, tokenId, expert } of choices().all) {
    if (tally.isWanted(tokenId)) tally.add(tally.placeOf(layer), { tokenId, expert, count: 1 });
  }
  return tally;
}

function sumsOf(tally: VocabularyTally): Map<string, number> {
  const sums = new Map<string, number>();
  for (const entries of tally.layers()) {
    const { byId, isWhole } = countsOf(entries, { experts: 16, perOccurrence: 1 });
    expect(isWhole).toBe(true);
    for (const [tokenId, { choices: counts, occurrences }] of byId) {
      expect(occurrences).toBe(counts.reduce((a, b) => a + b, 0));
      counts.forEach((count, expert) => {
        if (count > 0) sums.set(`${entries.layer}/${tokenId}/${expert}`, count);
      });
    }
  }
  return sums;
}

describe('counts by vocabulary id', () => {
  it('are those of plain addition', () => {
    expect(sumsOf(tallied(Infinity))).toEqual(choices().sums);
  });

  it('of part of the ids are whole for each of them, and no more than fit', () => {
    const kept = sumsOf(tallied(2000));
    expect(kept.size).toBeGreaterThan(200);
    expect(kept.size).toBeLessThanOrEqual(2000);
    const { sums } = choices();
    for (const [key, count] of kept) expect(count).toBe(sums.get(key));
    const ids = new Set([...kept.keys()].map((key) => key.split('/')[1]));
    const wanted = [...sums.keys()].filter((key) => ids.has(key.split('/')[1]));
    expect(kept.size).toBe(wanted.length);
  });

  it('know whether they are of all ids', () => {
    expect(tallied(Infinity).isWhole).toBe(true);
    expect(tallied(2000).isWhole).toBe(false);
  });

  it('of a layer take no more room than there is, however many experts it claims', () => {
    const [entries] = tallied(Infinity).layers();
    const place = { experts: 8192, perOccurrence: 1, most: 100 * 8192 };
    const { byId, isWhole } = countsOf(entries!, place);
    expect(isWhole).toBe(false);
    expect(byId.size).toBeGreaterThan(10);
    expect(byId.size).toBeLessThanOrEqual(100);
    const all = countsOf(entries!, { ...place, most: Infinity }).byId;
    for (const [id, entry] of byId) expect(entry).toEqual(all.get(id));
  });
});
