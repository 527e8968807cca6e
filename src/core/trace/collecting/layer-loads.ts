/** What the tokens and counts of one layer come to: its load, and how many tokens are behind it. */
import { sum } from '../../routing/matrix.ts';
import { expertsPerToken, tokenCount, type RoutingCounts } from '../../routing/statistics/routing-counts.ts';
import type { LayerTally } from './layer-tally.ts';
import { grown } from './grown.ts';

export interface LayerLoads {
  readonly counts: RoutingCounts;
  readonly tokens: number | null;
  readonly topK: number | null;
}

/** `topK` is what the trace says of itself, if anything. */
export function layerLoads(
  tally: LayerTally,
  { experts, topK }: { experts: number; topK: number | undefined },
): LayerLoads {
  const all = grown(tally.choices, experts);
  const choices = all.slice(0, experts);
  const counts: RoutingCounts = {
    experts,
    choices,
    firstChoices: grown(tally.firsts, experts).slice(0, experts),
    dropped: new Float64Array(experts),
    tokensBySize: sizesOf(tally, { experts, topK }),
    outside: tally.outside + sum(all.subarray(experts)),
  };
  const tokens = tokenCount(counts);
  const isKnown = tokens > 0 && (tally.counted === 0 || countedTokensOf(tally, { experts, topK }) !== null);
  if (isKnown) return { counts, tokens, topK: expertsPerToken(counts) };
  return {
    counts: { ...counts, tokensBySize: counts.tokensBySize.fill(0) },
    tokens: null,
    topK: topK ?? null,
  };
}

/** Tokens by the number of their experts; those that came as counts are as alike as their mean allows. */
function sizesOf(
  tally: LayerTally,
  { experts, topK }: { experts: number; topK: number | undefined },
): Float64Array {
  const tokens = countedTokensOf(tally, { experts, topK });
  if (tally.counted === 0 || tokens === null) return trimmed(tally.sizes);
  const least = Math.floor(tally.counted / tokens);
  const more = Math.round(tally.counted - least * tokens);
  const sizes = grown(tally.sizes, least + 2).slice();
  sizes[least]! += tokens - more;
  sizes[least + 1]! += more;
  return trimmed(sizes);
}

/** Tokens behind added-up choices: as told, or as many as choices are of k each. Null if neither makes sense. */
function countedTokensOf(
  { counted, countedTokens }: LayerTally,
  { experts, topK }: { experts: number; topK: number | undefined },
): number | null {
  const tokens = countedTokens ?? (topK === undefined ? null : Math.round(counted / topK));
  const isPossible = tokens !== null && tokens > 0 && counted / tokens <= experts;
  return isPossible ? tokens : null;
}

/** Without the empty end: [largest number of experts + 1]. */
function trimmed(sizes: Float64Array): Float64Array {
  const last = sizes.findLastIndex((tokens) => tokens > 0);
  return sizes.slice(0, Math.max(last, 0) + 1);
}
