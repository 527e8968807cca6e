/**
 * What weights of a row are compared by. Wanda (Sun et al. 2023, arXiv 2306.11695): |w| · ‖x‖₂ of the input that each is
 * multiplied with, so that a small weight of a loud input may matter more than a large one of a silent input. For an expert
 * ‖x‖₂ is of the tokens that were routed to it.
 */
import type { Floats } from './weight-matrix.ts';

/** √ of the mean square of each input: in proportion to ‖x‖₂ over however many tokens, and orders weights alike. */
export function inputNorms(meanSquares: Float32Array | Float64Array): Float32Array {
  return Float32Array.from(meanSquares, (square) => Math.sqrt(Math.max(0, square)));
}

/** Without norms by magnitude alone. What is no number comes first. */
export function scoreRow(row: Floats, norms: Float32Array | null, scores: Float32Array): void {
  for (let c = 0; c < row.length; c++) {
    const score = Math.abs(row[c]!) * (norms === null ? 1 : norms[c]!);
    scores[c] = Number.isNaN(score) ? Infinity : score;
  }
}
