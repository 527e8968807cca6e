/** Matrices for property tests. */
import fc from 'fast-check';
import { matrixOf, zeroMatrix, type Matrix } from '../core/routing/matrix.ts';
import { seededRandom } from '../core/random.ts';

/** Logits of some tokens and experts, many of them equal, some masked out, and no row without an expert. */
export const anyLogits: fc.Arbitrary<Matrix> = fc
  .tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 9 }))
  .chain(([tokens, experts]) => {
    const logit = fc.oneof(
      fc.double({ min: -6, max: 6, noNaN: true }),
      fc.constantFrom(0, 1, -2),
      fc.constant(-Infinity),
    );
    const row = fc
      .array(logit, { minLength: experts, maxLength: experts })
      .map((logits) => (logits.some(Number.isFinite) ? logits : logits.map(() => 0)));
    return fc
      .array(row, { minLength: tokens, maxLength: tokens })
      .map((rows) => (tokens > 0 ? matrixOf(rows) : zeroMatrix(0, experts)));
  });

/** Standard normal deviates. */
export function normalMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = seededRandom(seed);
  const matrix = zeroMatrix(rows, columns);
  return { ...matrix, values: matrix.values.map(() => random.normal()) };
}
