import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { anyLogits } from '../../../testing/random-matrices.ts';
import { goldenLogits } from '../../../testing/routing-vectors.ts';
import golden from '../golden/routing.json' with { type: 'json' };
import { matrixOf, rowSums, zeroMatrix } from '../matrix.ts';
import { chosenBy } from '../selection.ts';
import { routeSoftWeighted } from './soft-weighted.ts';
import { routeTopK } from './top-k.ts';

const { logits, topK, overAll, overSelected, probabilities } = golden.routers;

describe('top-k routing', () => {
  it('agrees with NumPy, with gates over all experts and over those selected', () => {
    const routing = routeTopK(matrixOf(logits), { topK, gatesOver: 'all' });
    expectClose(routing.probabilities.values, probabilities.flat());
    expectClose(routing.gates.values, overAll.flat());
    expectClose(
      routeTopK(matrixOf(logits), { topK, gatesOver: 'selected' }).gates.values,
      overSelected.flat(),
    );
  });

  it('lists the experts chosen, ties by index', () => {
    const { selection } = routeTopK(goldenLogits, { topK: 3, gatesOver: 'all' });
    expect([...selection.experts]).toEqual([0, 1, 2, 0, 1, 2, 1, 2, 3, 2, 0, 3]);
  });

  it('choosing then normalising is normalising then choosing, renormalised', () => {
    fc.assert(
      fc.property(anyLogits, fc.nat(8), (any, k) => {
        const topK = 1 + (k % any.columns);
        const selected = routeTopK(any, { topK, gatesOver: 'selected' });
        const all = routeTopK(any, { topK, gatesOver: 'all' });
        const sums = rowSums(all.gates);
        const renormalised = all.gates.values.map((gate, i) => gate / sums[Math.floor(i / any.columns)]!);
        expectClose(selected.gates.values, renormalised, 9);
        expect(selected.selection).toEqual(all.selection);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('takes all experts of all, and one of one', () => {
    const everyone = routeTopK(goldenLogits, { topK: 4, gatesOver: 'selected' });
    expectClose(everyone.gates.values, everyone.probabilities.values);
    expectClose(everyone.gates.values, routeSoftWeighted(goldenLogits).gates.values);
    const one = routeTopK(matrixOf([[-3], [8]]), { topK: 1, gatesOver: 'all' });
    expect([...one.gates.values]).toEqual([1, 1]);
  });

  it('of an empty batch is empty', () => {
    const { gates, selection } = routeTopK(zeroMatrix(0, 4), { topK: 2, gatesOver: 'all' });
    expect(gates).toEqual(zeroMatrix(0, 4));
    expect(selection).toEqual({ tokens: 0, slots: 2, experts: new Int32Array(0) });
  });

  it('chooses nobody where logits are broken, and nobody who is masked out', () => {
    const broken = matrixOf([
      [1, NaN, 2],
      [0, 1, Infinity],
      [-Infinity, 4, -Infinity],
    ]);
    const { gates, selection, probabilities: p } = routeTopK(broken, { topK: 2, gatesOver: 'selected' });
    expect([0, 1, 2].map((token) => [...chosenBy(selection, token)])).toEqual([[], [], [1]]);
    expect([...gates.values]).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 0]);
    expect([...p.values]).toEqual([NaN, NaN, NaN, NaN, NaN, NaN, 0, 1, 0]);
  });

  it.each([0, 5, 1.5, NaN])('refuses %d of 4 experts', (wrong) => {
    expect(() => routeTopK(goldenLogits, { topK: wrong, gatesOver: 'all' })).toThrow(RangeError);
  });
});

describe('soft weights', () => {
  it('are a softmax with a temperature', () => {
    const { gates, selection } = routeSoftWeighted(goldenLogits, { temperature: 2 });
    const halved = { ...goldenLogits, values: goldenLogits.values.map((logit) => logit / 2) };
    expectClose(gates.values, routeSoftWeighted(halved).gates.values);
    expect([...chosenBy(selection, 3)]).toEqual([2, 0, 3, 1]);
  });
});
