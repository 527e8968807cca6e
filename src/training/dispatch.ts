/**
 * Sends each row only to its experts: rows are sorted by expert, computed expert by expert, weighted and added up
 * where they came from. Worth it where few of many experts are used; `isDispatchFaster` says where.
 */
import type { Routing } from '../core/routing/routing.ts';
import type { OneExpert } from './experts/expert-kind.ts';
import { sumRows, takeRows } from './rows.ts';
import { splitParts } from './parts-of.ts';
import * as tf from './tf.ts';

export interface DispatchInput {
  /** [T, d]. */
  readonly x: tf.Tensor2D;
  /** [T, E]. */
  readonly gates: tf.Tensor2D;
  readonly routing: Routing;
  /** Width of an expert's output. */
  readonly outputs: number;
}

/** Pairs of a row and an expert, sorted by expert: where each expert's pairs begin, and the row of each. */
interface DispatchOrder {
  /** [E + 1]. */
  readonly start: Int32Array;
  readonly rows: Int32Array;
  /** row · E + expert: where the pair's gate is. */
  readonly gates: Int32Array;
}

/** Counting sort of the pairs that were kept. */
function orderOf({ selection, dropped }: Routing, experts: number): DispatchOrder {
  const start = new Int32Array(experts + 1);
  selection.experts.forEach((expert, at) => {
    if (expert >= 0 && dropped[at] === 0) start[expert + 1]!++;
  });
  for (let expert = 0; expert < experts; expert++) start[expert + 1]! += start[expert]!;
  const next = start.slice();
  const pairs = start[experts]!;
  const [rows, gates] = [new Int32Array(pairs), new Int32Array(pairs)];
  selection.experts.forEach((expert, at) => {
    if (expert < 0 || dropped[at] !== 0) return;
    const pair = next[expert]!++;
    const row = Math.floor(at / selection.slots);
    rows[pair] = row;
    gates[pair] = row * experts + expert;
  });
  return { start, rows, gates };
}

/** Σ gate · output over the experts that each row was sent to, [T, o]; 0 for a row that was sent to none. */
export function dispatch({ x, gates, routing, outputs }: DispatchInput, compute: OneExpert): tf.Tensor2D {
  const [rows, experts] = gates.shape;
  const order = orderOf(routing, experts);
  if (order.rows.length === 0) return tf.zeros([rows, outputs]);
  const rowIds = tf.tensor1d(order.rows, 'int32');
  const sent = takeRows(x, rowIds);
  const sizes = Array.from({ length: experts }, (_, i) => order.start[i + 1]! - order.start[i]!);
  const busy = [...sizes.keys()].filter((expert) => sizes[expert]! > 0);
  const shares = splitParts<tf.Tensor2D>(
    sent,
    busy.map((expert) => sizes[expert]!),
  );
  const computed = tf.concat(
    busy.map((expert, i) => compute(expert, shares[i]!)),
    0,
  );
  const gateOfPairs = takeRows(tf.reshape(gates, [rows * experts, 1]), tf.tensor1d(order.gates, 'int32'));
  return sumRows(tf.mul(computed, gateOfPairs), rowIds, rows);
}

/**
 * Whether dispatching wins over computing every expert for every row. A rule and not a measurement, since it must
 * decide the same way in every run: the two forms round differently.
 */
export function isDispatchFaster(
  { rows, experts, operations }: { rows: number; experts: number; operations: number },
  { routing, backend }: { routing: Routing; backend: string },
): boolean {
  if (backend === 'cpu') return false;
  const isLarge = rows * experts * operations > 2e7;
  return isLarge && sentPairs(routing) <= 0.3 * rows * experts;
}

/** Pairs of a row and an expert that computes it. */
function sentPairs({ selection, dropped }: Routing): number {
  return selection.experts.reduce((sum, expert, at) => sum + (expert >= 0 && dropped[at] === 0 ? 1 : 0), 0);
}
