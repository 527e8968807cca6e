import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { anyLogits } from '../../../testing/random-matrices.ts';
import { goldenLogits } from '../../../testing/routing-vectors.ts';
import golden from '../golden/routing.json' with { type: 'json' };
import { matrixOf, zeroMatrix } from '../matrix.ts';
import { chosenBy, loadOf, selectionMask } from '../selection.ts';
import { routeExpertChoice } from './expert-choice.ts';

describe('expert choice', () => {
  it('takes the published tokens', () => {
    const { selection, capacity } = routeExpertChoice(goldenLogits, { expertsPerToken: 2 });
    expect(capacity).toBe(2);
    expect([0, 1, 2, 3].map((token) => chosenBy(selection, token).length)).toEqual([1, 3, 1, 3]);
    const { values } = selectionMask(selection, 4);
    const tokensOf = (expert: number) => [0, 1, 2, 3].filter((token) => values[token * 4 + expert] === 1);
    expect([0, 1, 2, 3].map(tokensOf)).toEqual([
      [0, 3],
      [1, 2],
      [1, 3],
      [1, 3],
    ]);
  });

  it('agrees with NumPy', () => {
    const { gates } = routeExpertChoice(matrixOf(golden.routers.logits), { expertsPerToken: 2 });
    expectClose(gates.values, golden.routers.expertChoice.flat());
  });

  it('loads all experts alike, with a token’s experts by falling gate', () => {
    fc.assert(
      fc.property(anyLogits, fc.double({ min: 0.2, max: 3, noNaN: true }), (logits, expertsPerToken) => {
        const { selection, gates, capacity } = routeExpertChoice(logits, { expertsPerToken });
        expect([...loadOf(selection, logits.columns)].every((load) => load === capacity)).toBe(true);
        for (let token = 0; token < logits.rows; token++) {
          const row = [...chosenBy(selection, token)].map((e) => gates.values[token * logits.columns + e]!);
          expect(row).toEqual(row.toSorted((a, b) => b - a));
        }
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  it('takes all tokens at most, and none that cannot be routed', () => {
    const all = routeExpertChoice(goldenLogits, { expertsPerToken: 9 });
    expect(all.capacity).toBe(4);
    expectClose(all.gates.values, all.probabilities.values);
    const broken = routeExpertChoice(
      matrixOf([
        [NaN, 1],
        [0, 0],
      ]),
      { expertsPerToken: 2 },
    );
    expect([...broken.gates.values]).toEqual([0, 0, 0.5, 0.5]);
    expect(routeExpertChoice(zeroMatrix(0, 3), { expertsPerToken: 2 }).capacity).toBe(0);
  });
});
