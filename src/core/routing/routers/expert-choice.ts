/**
 * Expert choice: Zhou et al., arXiv 2202.09368. Experts choose tokens: each takes its T·c/E best, so loads are equal
 * without an auxiliary loss, and a token may be taken by none or by all.
 *
 *   S = softmax over experts,   expert i takes top(S[:, i]),   gate = S
 *
 * The choice depends on the whole batch: a token's experts change with its neighbours.
 */
import { capacityOf } from '../capacity.ts';
import { softmaxRows } from '../logits.ts';
import { columnOf, rowOf, type Matrix } from '../matrix.ts';
import { topIndices } from '../ranking.ts';
import { gatesFrom, routingOf, type Routing } from '../routing.ts';
import { selectionOf } from '../selection.ts';

/**
 * Logits [T, E]; `expertsPerToken` is c, the mean over tokens. Ties between tokens go to the earlier one. The selection
 * has E slots, a token's experts by falling gate.
 */
export function routeExpertChoice(
  logits: Matrix,
  { expertsPerToken }: { readonly expertsPerToken: number },
): Routing {
  const { rows: tokens, columns: experts } = logits;
  const capacity = Math.min(tokens, capacityOf({ tokens, experts, factor: expertsPerToken }));
  const probabilities = softmaxRows(logits);
  const chosen = Array.from({ length: tokens }, (): number[] => []);
  for (let expert = 0; expert < experts; expert++) {
    for (const token of topIndices(columnOf(probabilities, expert), capacity)) chosen[token]!.push(expert);
  }
  chosen.forEach((ids, token) => {
    const row = rowOf(probabilities, token);
    ids.sort((a, b) => row[b]! - row[a]! || a - b);
  });
  const selection = selectionOf(chosen, experts);
  const gates = gatesFrom(probabilities, selection);
  return { ...routingOf({ probabilities, gates, selection }), capacity };
}
