/**
 * Whether a block has a gate, where its names leave that open: `w1` is the gate beside a third matrix and else the only
 * matrix before the activation, and a fused one holds both only if it is twice as large as the matrix after.
 */
import { elementCount } from '../../tensor.ts';
import type { Seen } from '../family.ts';
import type { Match } from '../layout.ts';

export function settleGate(match: Match, module: string, seen: Seen): Match {
  const { gateBeside, gateOver } = match.rule;
  if (gateBeside !== undefined && match.projection === 'gate')
    return seen.has(gateBeside) ? match : { ...match, projection: 'up' };
  if (gateOver === undefined || match.projection !== 'gateUp') return match;
  const [fused, down] = [seen.shapeOf(module), seen.shapeOf(gateOver)];
  const ratio = fused === null || down === null ? 0 : elementCount(fused) / elementCount(down);
  return ratio === 2 ? match : { ...match, isWhole: true, projection: ratio === 1 ? 'up' : 'gateUp' };
}
