/** Evidence from the norm on queries, which look-alikes place differently. */
import type { Seen } from '../family.ts';

/**
 * True if one norm spans the queries of all heads (OLMoE), false if each head has the same small one (Qwen3);
 * null where the checkpoint does not tell.
 */
export function queryNormSpansHeads(seen: Seen): boolean | null {
  const norm = seen.shapeOf('self_attn.q_norm')?.[0];
  const queries = seen.shapeOf('self_attn.q_proj')?.[0];
  return norm === undefined || queries === undefined ? null : norm === queries;
}
