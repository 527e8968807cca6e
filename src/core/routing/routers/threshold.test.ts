import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { anyLogits } from '../../../testing/random-matrices.ts';
import { goldenLogits, goldenProbabilities } from '../../../testing/routing-vectors.ts';
import golden from '../golden/routing.json' with { type: 'json' };
import { matrixOf, rowSums } from '../matrix.ts';
import type { Routing } from '../routing.ts';
import { chosenBy } from '../selection.ts';
import { routeThreshold } from './threshold.ts';
import { routeTopK } from './top-k.ts';

function sizesOf({ selection }: Routing): number[] {
  return Array.from({ length: selection.tokens }, (_, token) => chosenBy(selection, token).length);
}

describe('the threshold router', () => {
  it.each([
    [0, [1, 1, 1, 1]],
    [0.5, [1, 2, 1, 1]],
    [0.75, [2, 3, 1, 2]],
    [0.9, [3, 4, 2, 3]],
    [1, [4, 4, 4, 4]],
  ])('at %d takes the published numbers of experts', (threshold, sizes) => {
    expect(sizesOf(routeThreshold(goldenLogits, { threshold }))).toEqual(sizes);
  });

  it('agrees with NumPy, dropped choices included', () => {
    const { logits, thresholdWanted, thresholdGates } = golden.routers;
    // 24 tokens, 8 experts: a factor of 10/3 makes 10
    const routing = routeThreshold(matrixOf(logits), { threshold: 0.8, capacityFactor: 10 / 3 });
    expect(routing.capacity).toBe(10);
    expect(sizesOf(routing)).toEqual(thresholdWanted);
    expectClose(routing.gates.values, thresholdGates.flat());
    expect([...routing.dropped].filter((isDropped) => isDropped === 1).length).toBeGreaterThan(0);
  });

  it('takes the fewest experts that reach the threshold', () => {
    fc.assert(
      fc.property(anyLogits, fc.double({ min: 0, max: 0.999, noNaN: true }), (logits, threshold) => {
        const routing = routeThreshold(logits, { threshold });
        rowSums(routing.gates).forEach((mass, token) => {
          const experts = chosenBy(routing.selection, token);
          const last = routing.gates.values[token * logits.columns + experts.at(-1)!]!;
          expect(mass).toBeGreaterThan(threshold - 1e-9);
          if (experts.length > 1) expect(mass - last).toBeLessThan(threshold + 1e-9);
        });
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('is top-1 at 0 and dense at 1, however early the sum rounds to 1', () => {
    const first = routeThreshold(goldenLogits, { threshold: 0 });
    expect(first.gates).toEqual(routeTopK(goldenLogits, { topK: 1, gatesOver: 'all' }).gates);
    const sure = matrixOf([[60, 0, -900, -Infinity]]);
    expect(sizesOf(routeThreshold(sure, { threshold: 1 }))).toEqual([3]);
    expect(sizesOf(routeThreshold(sure, { threshold: 0.999999 }))).toEqual([1]);
  });

  it('renormalises on demand, and has a least capacity of 4', () => {
    const { gates, capacity } = routeThreshold(goldenLogits, { threshold: 0.75, renormalise: true });
    expectClose(rowSums(gates), [1, 1, 1, 1]);
    expect(gates.values[0]! / gates.values[1]!).toBeCloseTo(
      goldenProbabilities.values[0]! / goldenProbabilities.values[1]!,
      12,
    );
    expect(capacity).toBe(Infinity);
    expect(routeThreshold(goldenLogits, { threshold: 0.75, capacityFactor: 1 }).capacity).toBe(4);
  });

  it('chooses nobody where logits are broken', () => {
    expect(
      sizesOf(
        routeThreshold(
          matrixOf([
            [NaN, 1],
            [1, 0],
          ]),
          { threshold: 1 },
        ),
      ),
    ).toEqual([0, 2]);
  });
});
