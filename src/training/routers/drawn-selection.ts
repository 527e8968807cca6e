/** One expert a token, drawn by its probability instead of the most probable one. */
import { rowOf, type Matrix } from '../../core/routing/matrix.ts';
import { selectionOf, type Selection } from '../../core/routing/selection.ts';
import type { Random } from '../../core/random.ts';

/** Probabilities [T, E]; a token whose row is NaN gets no expert. */
export function drawnSelection(probabilities: Matrix, random: Random): Selection {
  const chosen = Array.from({ length: probabilities.rows }, (_, token) => {
    const row = rowOf(probabilities, token);
    const expert = indexAt(row, random.uniform());
    return Number.isNaN(row[0]) ? [] : [expert];
  });
  return selectionOf(chosen, 1);
}

/** Where the running sum of the probabilities passes `level`; the last one above 0 where rounding leaves it below. */
function indexAt(probabilities: Float64Array, level: number): number {
  let sum = 0;
  let last = 0;
  for (const [index, probability] of probabilities.entries()) {
    if (probability > 0) last = index;
    sum += probability;
    if (sum > level && probability > 0) return index;
  }
  return last;
}
