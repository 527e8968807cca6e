/**
 * Switch routing: Fedus, Zoph & Shazeer, arXiv 2101.03961. One expert a token, y = p_i f_i(x); each expert takes at most
 * capacity = (T/E)·factor tokens, and a token that comes too late passes by on the residual path alone.
 */
import { capacityOf, limitToCapacity, type Priority } from '../capacity.ts';
import type { Matrix } from '../matrix.ts';
import type { Routing } from '../routing.ts';
import { routeTopK } from './top-k.ts';

export interface SwitchOptions {
  readonly capacityFactor: number;
  readonly minimumCapacity?: number;
  readonly priority?: Priority;
}

/** Logits [T, E]. */
export function routeSwitch(
  logits: Matrix,
  { capacityFactor, minimumCapacity = 0, priority = 'position' }: SwitchOptions,
): Routing {
  const capacity = capacityOf({
    tokens: logits.rows,
    experts: logits.columns,
    factor: capacityFactor,
    minimum: minimumCapacity,
  });
  return limitToCapacity(routeTopK(logits, { topK: 1, gatesOver: 'all' }), { capacity, priority });
}
