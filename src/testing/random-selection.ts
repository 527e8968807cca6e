/** Random routing decisions. */
import type { Random } from '../core/random.ts';
import { topIndices } from '../core/routing/ranking.ts';
import { selectionOf, type Selection } from '../core/routing/selection.ts';

/** `topK` different experts a token, the likelier the higher its bias: Gumbel's top-k, without replacement. */
export function randomSelection(
  tokens: number,
  { bias, topK, random }: { bias: readonly number[]; topK: number; random: Random },
): Selection {
  const gumbel = () => -Math.log(-Math.log(1 - random.uniform()) + Number.MIN_VALUE);
  const chosen = Array.from({ length: tokens }, () =>
    topIndices(
      Float64Array.from(bias, (b) => b + gumbel()),
      topK,
    ),
  );
  return selectionOf(chosen, topK);
}

/** Tokens `start` to `end`. */
export function partOf({ slots, experts }: Selection, start: number, end: number): Selection {
  return { tokens: end - start, slots, experts: experts.slice(start * slots, end * slots) };
}
