/** The largest of a row: the same share of every output's weights stays, as Wanda takes them. */

/** A hair less, so that 0.1 × 30 = 3.0000000000000004 is three weights and not four. */
const HAIR = 1e-12;

/** Weights of a row of `columns` that stay: what goes is rounded down, as in `int(columns * sparsity)`. */
export function keptOfRow(columns: number, fraction: number): number {
  return Math.min(columns, Math.max(0, Math.ceil(fraction * columns * (1 - HAIR))));
}

/** Sets `stays` to 1 for the first `count` of `order`. */
export function keepLargest(order: Uint32Array, count: number, stays: Uint8Array): void {
  stays.fill(0);
  for (let rank = 0; rank < count; rank++) stays[order[rank]!] = 1;
}
