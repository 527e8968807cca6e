/** Experts that take no more than so many tokens, and who is turned away when they are full. */
import { rowOf, type Matrix } from './matrix.ts';
import type { Routing } from './routing.ts';

/**
 * Who is served first. Always all first choices before any second choice, and so on; among choices of the same rank
 * - `position`: the earlier token (Switch, arXiv 2101.03961; GShard, 2006.16668);
 * - `token`: the token whose highest probability is largest (batch prioritised routing, V-MoE, 2106.05974);
 * - `pair`: the larger probability of this very choice (XMoE, 2403.18926: its score is ranks left + p).
 *
 * Ties go to the earlier token. For first choices `token` and `pair` are the same.
 */
export type Priority = 'position' | 'token' | 'pair';

/**
 * max(minimum, ⌈factor · T · choices / E⌉) tokens an expert. The original code of Switch rounds down, most later ones up;
 * with rounding up a factor of 1 drops nothing from a perfectly balanced batch.
 */
export function capacityOf({
  tokens,
  experts,
  factor,
  choices = 1,
  minimum = 0,
}: {
  readonly tokens: number;
  readonly experts: number;
  readonly factor: number;
  /** Choices of a token that the capacity is meant for: k for top-k, 1 for the first choice alone. */
  readonly choices?: number;
  readonly minimum?: number;
}): number {
  if (!(factor > 0)) throw new RangeError(`capacity factor ${factor} is not positive`);
  // 100 · 1.1 / 10 is a little more than 11 in doubles, and still means 11
  return Math.max(minimum, Math.ceil((factor * tokens * choices) / experts - ROUNDING));
}

const ROUNDING = 1e-9;

/** Turns away what exceeds the capacity: its gates become 0 and the remaining gates stay as they are. */
export function limitToCapacity(
  routing: Routing,
  { capacity, priority }: { readonly capacity: number; readonly priority: Priority },
): Routing {
  const { slots, experts } = routing.selection;
  const dropped = routing.dropped.slice();
  const gates = { ...routing.gates, values: routing.gates.values.slice() };
  const taken = new Float64Array(gates.columns);
  for (const pair of servingOrder(routing, priority)) {
    const expert = experts[pair]!;
    if (expert < 0 || dropped[pair] === 1) continue;
    if (taken[expert]! < capacity) {
      taken[expert]!++;
    } else {
      dropped[pair] = 1;
      rowOf(gates, Math.floor(pair / slots))[expert] = 0;
    }
  }
  return { ...routing, gates, dropped, capacity: Math.min(capacity, routing.capacity) };
}

/** Indices into `selection.experts`, those served first first. */
function servingOrder({ selection, probabilities }: Routing, priority: Priority): number[] {
  const { slots, experts } = selection;
  const claims = Float64Array.from(experts, (expert, pair) => {
    if (expert < 0 || priority === 'position') return 0;
    return claimOf(probabilities, { token: Math.floor(pair / slots), expert, priority });
  });
  return Array.from(experts.keys()).sort(
    (a, b) => (a % slots) - (b % slots) || claims[b]! - claims[a]! || a - b,
  );
}

function claimOf(
  probabilities: Matrix,
  { token, expert, priority }: { token: number; expert: number; priority: 'token' | 'pair' },
): number {
  const row = rowOf(probabilities, token);
  return priority === 'pair' ? row[expert]! : row.reduce((a, b) => Math.max(a, b), 0);
}

/** The share of choices that came to nothing; NaN where nothing was chosen. */
export function dropRate({ selection, dropped }: Routing): number {
  const chosen = selection.experts.reduce((total, expert) => total + (expert >= 0 ? 1 : 0), 0);
  return dropped.reduce((total, isDropped) => total + isDropped, 0) / chosen;
}
