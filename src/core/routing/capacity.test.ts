import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyLogits } from '../../testing/random-matrices.ts';
import { capacityOf, dropRate, limitToCapacity, type Priority } from './capacity.ts';
import { matrixOf, zeroMatrix } from './matrix.ts';
import type { Routing } from './routing.ts';
import { routeTopK } from './routers/top-k.ts';

describe('the capacity of an expert', () => {
  it('is rounded up, and not by rounding errors', () => {
    const tokens = { tokens: 100, experts: 10 };
    expect(capacityOf({ ...tokens, factor: 1 })).toBe(10);
    expect(capacityOf({ ...tokens, factor: 1.1 })).toBe(11);
    expect(capacityOf({ ...tokens, factor: 1.11 })).toBe(12);
    expect(capacityOf({ ...tokens, factor: 1.25, choices: 2 })).toBe(25);
    expect(capacityOf({ tokens: 10, experts: 64, factor: 1, minimum: 4 })).toBe(4);
    expect(capacityOf({ ...tokens, factor: Infinity })).toBe(Infinity);
    expect(() => capacityOf({ ...tokens, factor: 0 })).toThrow('not positive');
  });
});

/** Three tokens that want expert 0 first, then 1 or 2. */
const crowded = matrixOf([
  [1.2, 0.5, 0],
  [2, 0, 1],
  [3, 2.9, 0],
]);

function keptPairs({ selection, dropped }: Routing): number[][] {
  return Array.from({ length: selection.tokens }, (_, token) =>
    Array.from({ length: selection.slots }, (_, slot) => token * selection.slots + slot)
      .filter((pair) => dropped[pair] === 0)
      .map((pair) => selection.experts[pair]!),
  );
}

describe('a full expert', () => {
  const routing = routeTopK(crowded, { topK: 2, gatesOver: 'all' });
  const limited = (capacity: number, priority: Priority) => limitToCapacity(routing, { capacity, priority });

  it('serves first choices before second ones, early tokens before late', () => {
    expect(keptPairs(limited(1, 'position'))).toEqual([[0, 1], [2], []]);
    expect(keptPairs(limited(2, 'position'))).toEqual([[0, 1], [0, 2], [1]]);
  });

  it('or the surest token first, or the likeliest pair', () => {
    // highest probabilities: .56, .67, .51; the second choices of expert 1: .28 and .46
    expect(keptPairs(limited(1, 'token'))).toEqual([[1], [0, 2], []]);
    expect(keptPairs(limited(1, 'pair'))).toEqual([[], [0, 2], [1]]);
  });

  it('leaves a gate of 0, and the other gates as they were', () => {
    const { gates, capacity } = limited(1, 'position');
    expect(capacity).toBe(1);
    expect([...gates.values].map((gate, i) => gate === 0 || gate === routing.gates.values[i])).not.toContain(
      false,
    );
    expect(gates.values[3]).toBe(0);
    expect(routing.gates.values[3]).toBeGreaterThan(0);
    expect(dropRate(limited(1, 'position'))).toBeCloseTo(3 / 6, 12);
  });

  it('never serves more than it can, nor turns away while it has room', () => {
    const priorities = fc.constantFrom<Priority>('position', 'token', 'pair');
    fc.assert(
      fc.property(anyLogits, fc.integer({ min: 1, max: 4 }), priorities, (logits, capacity, priority) => {
        const topK = Math.min(2, logits.columns);
        const all = routeTopK(logits, { topK, gatesOver: 'selected' });
        const { selection, dropped, gates } = limitToCapacity(all, { capacity, priority });
        for (let expert = 0; expert < logits.columns; expert++) {
          const wanted = [...selection.experts.keys()].filter((pair) => selection.experts[pair] === expert);
          const served = wanted.filter((pair) => dropped[pair] === 0);
          expect(served.length).toBe(Math.min(wanted.length, capacity));
          for (const pair of wanted) {
            const at = Math.floor(pair / topK) * logits.columns + expert;
            expect(gates.values[at]).toBe(dropped[pair] === 1 ? 0 : all.gates.values[at]);
          }
        }
      }),
      { seed: 8, numRuns: 200 },
    );
  });

  it('has no drop rate without choices', () => {
    const nobody = routeTopK(zeroMatrix(0, 3), { topK: 1, gatesOver: 'all' });
    expect(dropRate(limitToCapacity(nobody, { capacity: 1, priority: 'position' }))).toBeNaN();
  });
});
