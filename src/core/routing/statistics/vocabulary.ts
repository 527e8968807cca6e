/**
 * Vocabulary specialisation: OLMoE, arXiv 2409.02060. For every token id (of the input, the prediction or the truth) the
 * share of its occurrences that go to the expert it goes to most; each id counts for that expert.
 *
 * A rare id finds a favourite by chance: 10 occurrences under random 8-of-64 routing give 0.415, not k/E = 0.125. So
 * compare with `permutationBaseline`.
 */
import { chosenBy, type Selection } from '../selection.ts';

/** By token id: occurrences, and choices of each expert among them, [E]. Counts of parts add up. */
export type VocabularyCounts = Map<number, { occurrences: number; readonly choices: Uint32Array }>;

/** Adds tokens with their ids, [T], to `counts`. OLMoE's own figures are of first choices: `firstChoices(selection)`. */
export function countVocabulary(
  counts: VocabularyCounts,
  { ids, selection, experts }: { ids: ArrayLike<number>; selection: Selection; experts: number },
): void {
  for (let token = 0; token < selection.tokens; token++) {
    const entry = entryOf(counts, ids[token]!, experts);
    entry.occurrences++;
    for (const expert of chosenBy(selection, token)) entry.choices[expert]!++;
  }
}

/** Adds `from` to `counts`. */
export function addVocabulary(counts: VocabularyCounts, from: VocabularyCounts): void {
  for (const [id, { occurrences, choices }] of from) {
    const entry = entryOf(counts, id, choices.length);
    entry.occurrences += occurrences;
    choices.forEach((count, expert) => (entry.choices[expert]! += count));
  }
}

function entryOf(counts: VocabularyCounts, id: number, experts: number) {
  let entry = counts.get(id);
  if (entry === undefined) {
    entry = { occurrences: 0, choices: new Uint32Array(experts) };
    counts.set(id, entry);
  }
  return entry;
}

export interface VocabularySpecialisation {
  /** Mean over ids; NaN where there are none. */
  readonly mean: number;
  /** Mean over the ids of each expert, [E], NaN for experts that are nobody's favourite; and how many ids those are. */
  readonly byExpert: Float64Array;
  readonly idsByExpert: Float64Array;
}

/** Over ids that occur at least `fewest` times; OLMoE takes 10 for experts and 1 for layers. */
export function vocabularySpecialisation(
  counts: VocabularyCounts,
  { experts, fewest = 10 }: { readonly experts: number; readonly fewest?: number },
): VocabularySpecialisation {
  const [sums, idsByExpert] = [new Float64Array(experts), new Float64Array(experts)];
  for (const { occurrences, choices } of counts.values()) {
    if (occurrences < fewest) continue;
    const most = choices.reduce((a, b) => Math.max(a, b), 0);
    if (most === 0) continue;
    const favourite = choices.indexOf(most);
    sums[favourite]! += most / occurrences;
    idsByExpert[favourite]!++;
  }
  const total = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
  return {
    mean: total(sums) / total(idsByExpert),
    byExpert: sums.map((sum, expert) => sum / idsByExpert[expert]!),
    idsByExpert,
  };
}
