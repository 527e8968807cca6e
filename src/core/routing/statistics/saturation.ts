/**
 * Router saturation: OLMoE, arXiv 2409.02060. How far the experts chosen at one time are those chosen at another (in the
 * end of training, usually) for the same tokens:
 *
 *   mean_x |S_t(x) ∩ S_T(x)|/k
 *
 * Equally good for how consistently two seeds, two precisions or two augmentations of an input are routed.
 */
import { chosenBy, type Selection } from '../selection.ts';

/** Sums over tokens, which add up over parts. */
export interface Overlap {
  /** Σ |S_t ∩ S_T|. */
  readonly shared: number;
  /** Σ |S_T|. */
  readonly chosen: number;
}

/** The same tokens in the same order, at both times. */
export function overlapOf(early: Selection, late: Selection): Overlap {
  if (early.tokens !== late.tokens) throw new RangeError('the two selections have different tokens');
  let [shared, chosen] = [0, 0];
  for (let token = 0; token < late.tokens; token++) {
    const before = chosenBy(early, token);
    const after = chosenBy(late, token);
    shared += after.reduce((total, expert) => total + (before.includes(expert) ? 1 : 0), 0);
    chosen += after.length;
  }
  return { shared, chosen };
}

export function addOverlap(a: Overlap, b: Overlap): Overlap {
  return { shared: a.shared + b.shared, chosen: a.chosen + b.chosen };
}

/** In [0, 1]; NaN of nothing chosen. */
export function saturation({ shared, chosen }: Overlap): number {
  return shared / chosen;
}

/**
 * What two routers with these loads would share if neither knew of the other: Σ_i n_i m_i/(T Σm), of T tokens. With
 * equal loads k/E.
 */
export function saturationByChance(
  early: Float64Array,
  late: Float64Array,
  { tokens }: { readonly tokens: number },
): number {
  const together = early.reduce((total, n, expert) => total + n * late[expert]!, 0);
  return together / tokens / late.reduce((total, n) => total + n, 0);
}
