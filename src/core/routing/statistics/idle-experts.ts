/** Experts that are never, or hardly ever, chosen, and how sure that is. */
import { topIndices } from '../ranking.ts';
import { tokensToSeparate, upperBound } from './proportion.ts';
import { tokenCount, type RoutingCounts } from './routing-counts.ts';

export interface IdleExpert {
  readonly expert: number;
  /** 0 for a dead expert. */
  readonly choices: number;
  /** Upper 95 % bound of the chance that a token of the same kind chooses it. */
  readonly chanceAtMost: number;
  /** Whether even that bound is below the limit, or the tokens are too few to say. */
  readonly isSure: boolean;
}

/**
 * Experts chosen in less than `share` of a fair share of tokens, the least chosen first; a fair share is k/E, and a
 * tenth of it the custom here. Of no tokens every expert is listed and nothing is sure.
 */
export function idleExperts(
  counts: Pick<RoutingCounts, 'experts' | 'choices' | 'tokensBySize'>,
  { share = 0.1 } = {},
): readonly IdleExpert[] {
  const tokens = tokenCount(counts);
  const limit = (share * counts.choices.reduce((total, n) => total + n, 0)) / counts.experts;
  return Array.from(counts.choices, (choices, expert) => ({ expert, choices }))
    .filter(({ choices }) => choices === 0 || choices < limit)
    .sort((a, b) => a.choices - b.choices || a.expert - b.expert)
    .map(({ expert, choices }) => {
      const chanceAtMost = upperBound(choices, tokens);
      return { expert, choices, chanceAtMost, isSure: chanceAtMost * tokens < limit };
    });
}

/**
 * How many tokens, in all, would settle which `keep` experts are chosen most: until the last one kept and the first one
 * left out differ for sure. Infinity while they are equal; 0 where none is left out.
 */
export function tokensToSettle(
  counts: Pick<RoutingCounts, 'choices' | 'tokensBySize'>,
  keep: number,
): number {
  const ranked = topIndices(counts.choices);
  const [last, next] = [ranked[keep - 1], ranked[keep]];
  if (last === undefined || next === undefined) return 0;
  const tokens = tokenCount(counts);
  return tokensToSeparate(counts.choices[last]! / tokens, counts.choices[next]! / tokens);
}
