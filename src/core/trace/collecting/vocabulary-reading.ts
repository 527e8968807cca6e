/** From counts by vocabulary id to what OLMoE calls vocabulary specialisation, beside what chance would make of it. */
import { seededRandom } from '../../random.ts';
import { sum } from '../../routing/matrix.ts';
import { topIndices } from '../../routing/ranking.ts';
import { vocabularySpecialisation, type VocabularyCounts } from '../../routing/statistics/vocabulary.ts';
import type { VocabularyReading } from '../reading.ts';

/** Rarer ids say nothing of a layer's experts (OLMoE, arXiv 2409.02060). */
const FEWEST = 10;
const FAVOURITES = 12;
const SEED = 1;

/** Ids of so many occurrences or more have the favourite that chance gives to the busiest expert. */
const MOST_DRAWS = 4096;
/** Numbers of occurrences that chance is asked for: each so much larger than the one before. */
const BUCKET_RATIO = 1.25;
/** Draws for each of them, at least, however few occurrences. */
const DRAWS_PER_BUCKET = 4000;

export interface VocabularyOptions {
  /** [E]: loads that chance draws by; those of the ids themselves where it is empty. */
  readonly load: Float64Array;
  /** Experts that were counted each time that an id occurred. */
  readonly perOccurrence: number;
}

/** Null where no id occurs often enough. */
export function vocabularyReading(
  counts: VocabularyCounts,
  { load, perOccurrence, isSample }: VocabularyOptions & { readonly isSample: boolean },
): VocabularyReading | null {
  const experts = load.length;
  const { mean, byExpert } = vocabularySpecialisation(counts, { experts, fewest: FEWEST });
  if (Number.isNaN(mean)) return null;
  const entries = [...counts.values()];
  const drawnBy = load.some((n) => n > 0) ? load : loadOf(entries, experts);
  const chance = byChance(
    entries.map(({ occurrences }) => occurrences).filter((occurrences) => occurrences >= FEWEST),
    { load: drawnBy, perOccurrence },
  );
  return {
    isSample,
    ids: counts.size,
    tokens: Math.round(entries.reduce((total, { occurrences }) => total + occurrences, 0)),
    mean,
    meanByChance: chance.mean,
    byExpert,
    byExpertByChance: chance.byExpert,
    favourites: favouritesOf(counts, experts),
  };
}

function loadOf(entries: readonly { readonly choices: Uint32Array }[], experts: number): Float64Array {
  const load = new Float64Array(experts);
  for (const { choices } of entries) choices.forEach((count, expert) => (load[expert]! += count));
  return load;
}

function favouritesOf(counts: VocabularyCounts, experts: number): VocabularyReading['favourites'] {
  const common = [...counts].filter(([, { occurrences }]) => occurrences >= FEWEST);
  return Array.from({ length: experts }, (_, expert) => {
    const chosen = common.filter(([, { choices }]) => choices[expert]! > 0);
    const shares = Float64Array.from(
      chosen,
      ([, { choices, occurrences }]) => choices[expert]! / occurrences,
    );
    return topIndices(shares, Math.min(FAVOURITES, shares.length)).map((i) => {
      const [tokenId, { choices }] = chosen[i]!;
      return { tokenId, count: choices[expert]!, share: shares[i]! };
    });
  });
}

/**
 * What ids with so many occurrences would come to if routing knew no ids: each choice is drawn by the layer's load. (The
 * limit of shuffling the ids of all tokens, which are not kept.) Numbers of occurrences are rounded to buckets.
 */
function byChance(
  occurrences: readonly number[],
  { load, perOccurrence }: VocabularyOptions,
): { mean: number; byExpert: Float64Array } {
  const idsByDraws = new Map<number, number>();
  for (const count of occurrences) {
    const draws = bucketOf(count);
    idsByDraws.set(draws, (idsByDraws.get(draws) ?? 0) + 1);
  }
  const [sums, ids] = [new Float64Array(load.length), new Float64Array(load.length)];
  const draw = drawer(load);
  for (const [count, weight] of [...idsByDraws].sort(([a], [b]) => a - b)) {
    const repeats = Math.max(2, Math.ceil(DRAWS_PER_BUCKET / count));
    for (let repeat = 0; repeat < repeats; repeat++) {
      const { favourite, most } = draw(Math.round(count * perOccurrence));
      sums[favourite]! += (weight / repeats) * (most / count);
      ids[favourite]! += weight / repeats;
    }
  }
  return { mean: sum(sums) / sum(ids), byExpert: sums.map((total, expert) => total / ids[expert]!) };
}

function bucketOf(occurrences: number): number {
  const step = Math.round(Math.log(occurrences / FEWEST) / Math.log(BUCKET_RATIO));
  return Math.min(MOST_DRAWS, Math.round(FEWEST * BUCKET_RATIO ** Math.max(0, step)));
}

/** Draws experts by their load, and tells which one came most often. */
function drawer(load: Float64Array): (draws: number) => { favourite: number; most: number } {
  const random = seededRandom(SEED);
  const ends = new Float64Array(load.length);
  load.reduce((total, n, i) => (ends[i] = total + n), 0);
  const total = ends.at(-1)!;
  return (draws) => {
    const counts = new Uint32Array(load.length);
    for (let i = 0; i < draws; i++) counts[firstAbove(ends, random.uniform() * total)]!++;
    const most = counts.reduce((a, b) => Math.max(a, b), 0);
    return { favourite: counts.indexOf(most), most };
  };
}

/** Index of the first end above a value, by halving. */
function firstAbove(ends: Float64Array, value: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ends[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
