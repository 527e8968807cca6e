/**
 * What the ids of one layer come to, in sums: everything that load statistics need. Counts of parts of a trace (chunks,
 * ranks, files) add up to those of the whole, so a trace is read in pieces and in any order, and no token is kept.
 */
import type { Selection } from '../selection.ts';

export interface RoutingCounts {
  readonly experts: number;
  /** n_i, [E]: choices that fell on each expert, those dropped included. */
  readonly choices: Float64Array;
  /** [E]: of these, first choices; without meaning where a trace lists a token's experts in another order. */
  readonly firstChoices: Float64Array;
  /** [E]: choices that came to nothing because the expert was full. */
  readonly dropped: Float64Array;
  /** [slots + 1]: tokens by how many experts they chose. Its sum is the number of tokens. */
  readonly tokensBySize: Float64Array;
  /** Ids of E or above, which are no experts: counted here and nowhere else. */
  outside: number;
}

export function emptyCounts(experts: number, slots: number): RoutingCounts {
  return {
    experts,
    choices: new Float64Array(experts),
    firstChoices: new Float64Array(experts),
    dropped: new Float64Array(experts),
    tokensBySize: new Float64Array(slots + 1),
    outside: 0,
  };
}

/** Adds tokens to `counts`. `dropped` marks choices as in `Routing`. Negative ids are padding. */
export function countChoices(counts: RoutingCounts, selection: Selection, dropped?: Uint8Array): void {
  const { experts, choices, firstChoices, tokensBySize } = counts;
  const { tokens, slots, experts: ids } = selection;
  for (let token = 0, pair = 0; token < tokens; token++) {
    const first = ids[pair]!;
    if (first >= 0 && first < experts) firstChoices[first]!++;
    let size = 0;
    for (const end = pair + slots; pair < end; pair++) {
      const expert = ids[pair]!;
      if (expert >= 0 && expert < experts) {
        choices[expert]!++;
        size++;
      } else if (expert >= 0) {
        counts.outside++;
      }
    }
    tokensBySize[size]!++;
  }
  dropped?.forEach((isDropped, pair) => {
    const expert = ids[pair]!;
    if (isDropped === 1 && expert >= 0 && expert < experts) counts.dropped[expert]!++;
  });
}

/** Neither is changed. Traces of one layer may differ in the number of slots, never in the number of experts. */
export function mergeCounts(a: RoutingCounts, b: RoutingCounts): RoutingCounts {
  if (a.experts !== b.experts) throw new RangeError('counts of layers with different experts do not merge');
  return {
    experts: a.experts,
    choices: added(a.choices, b.choices),
    firstChoices: added(a.firstChoices, b.firstChoices),
    dropped: added(a.dropped, b.dropped),
    tokensBySize: added(a.tokensBySize, b.tokensBySize),
    outside: a.outside + b.outside,
  };
}

/** Sums element by element; what one lacks is 0. */
export function added(a: Float64Array, b: Float64Array): Float64Array {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  return long.map((value, i) => value + (short[i] ?? 0));
}

export function tokenCount({ tokensBySize }: Pick<RoutingCounts, 'tokensBySize'>): number {
  return tokensBySize.reduce((total, tokens) => total + tokens, 0);
}

/** Mean experts a token: k for top-k. NaN of no tokens. */
export function expertsPerToken({ tokensBySize }: Pick<RoutingCounts, 'tokensBySize'>): number {
  const choices = tokensBySize.reduce((total, tokens, size) => total + size * tokens, 0);
  return choices / tokenCount({ tokensBySize });
}

/** The share of choices that were dropped. NaN of no choices. */
export function droppedShare({ choices, dropped }: Pick<RoutingCounts, 'choices' | 'dropped'>): number {
  const [all, lost] = [choices, dropped].map((counts) => counts.reduce((total, count) => total + count, 0));
  return lost! / all!;
}
