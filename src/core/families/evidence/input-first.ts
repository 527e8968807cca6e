/** Evidence from how fused experts lie. */
import type { Seen } from '../family.ts';

/**
 * True if gate and up are fused as [experts, in, 2 · out] (Qwen3-VL-MoE, gpt-oss), false if as [experts, 2 · out, in]; null where
 * the width of the router does not tell.
 */
export function isInputFirst(seen: Seen): boolean | null {
  const hidden = (seen.shapeOf('mlp.gate') ?? seen.shapeOf('mlp.router'))?.[1];
  const [, first, second] = seen.shapeOf('mlp.experts.gate_up_proj') ?? [];
  return hidden === undefined || first === second ? null : first === hidden;
}
