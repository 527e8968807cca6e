import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { normalMatrix } from '../../../testing/random-matrices.ts';
import { goldenLogits } from '../../../testing/routing-vectors.ts';
import { squaredCv } from '../balance/squared-cv.ts';
import golden from '../golden/routing.json' with { type: 'json' };
import { filledMatrix, matrixOf, rowSums, zeroMatrix } from '../matrix.ts';
import { loadOf, selectionMask } from '../selection.ts';
import { routeNoisyTopK } from './noisy-top-k.ts';
import { routeTopK } from './top-k.ts';

const noise = matrixOf([
  [0.1, -0.2, 0.3, 0],
  [0, 0.1, -0.1, 0.2],
  [0.2, 0, -0.3, 0.1],
  [-0.1, 0.3, 0, -0.2],
]);
const half = filledMatrix(4, 4, 0.5);

describe('noisy top-k', () => {
  it('has the published load', () => {
    const { load } = routeNoisyTopK(goldenLogits, { topK: 2, noise, deviation: half });
    expectClose(load, [2.659275, 2.534694, 1.877504, 0.955238], 6);
    expect(squaredCv(load)).toBeCloseTo(0.113422, 6);
  });

  it('agrees with NumPy', () => {
    const { routers } = golden;
    const routing = routeNoisyTopK(matrixOf(routers.logits), {
      topK: routers.topK,
      noise: matrixOf(routers.noise),
      deviation: matrixOf(routers.deviation),
    });
    expectClose(routing.gates.values, routers.noisy.flat());
    expectClose(routing.load, routers.noisyLoad);
    expectClose(routing.probabilities.values, routers.probabilities.flat());
    expectClose(rowSums(routing.gates), new Float64Array(24).fill(1));
    expect(routing.importance.reduce((a, b) => a + b)).toBeCloseTo(24, 10);
  });

  it('has as chance the share of draws in which the expert is chosen', () => {
    const [draws, expert] = [20_000, 2];
    const { chances } = routeNoisyTopK(goldenLogits, { topK: 2, noise, deviation: half });
    // row 0 again and again, with fresh noise for one expert and the rest as it was
    const fresh = normalMatrix(draws, 1, 5).values;
    const again = matrixOf(Array.from(fresh, (deviate) => [0.1, -0.2, deviate, 0]));
    const { selection } = routeNoisyTopK(matrixOf(Array.from(fresh, () => [2, 1, 0, -1])), {
      topK: 2,
      noise: again,
      deviation: filledMatrix(draws, 4, 0.5),
    });
    expect(loadOf(selection, 4)[expert]! / draws).toBeCloseTo(chances.values[expert]!, 2);
  });

  it('without noise is plain top-k with certain chances', () => {
    const quiet = routeNoisyTopK(goldenLogits, {
      topK: 2,
      noise: zeroMatrix(4, 4),
      deviation: zeroMatrix(4, 4),
    });
    const plain = routeTopK(goldenLogits, { topK: 2, gatesOver: 'selected' });
    expect(quiet.gates).toEqual(plain.gates);
    // row 2 ties for the second place: either of the two is as likely
    const mask = [...selectionMask(plain.selection, 4).values];
    [mask[10], mask[11]] = [0.5, 0.5];
    expect([...quiet.chances.values]).toEqual(mask);
  });

  it('of all experts leaves nobody out', () => {
    const { chances } = routeNoisyTopK(goldenLogits, { topK: 4, noise, deviation: half });
    expect([...chances.values]).toEqual(new Array(16).fill(1));
  });

  it('gives a masked expert no chance', () => {
    const masked = matrixOf([[1, -Infinity, 0]]);
    const options = { noise: filledMatrix(1, 3, 0.2), deviation: filledMatrix(1, 3, 1) };
    for (const topK of [1, 2, 3]) {
      const { chances, gates } = routeNoisyTopK(masked, { topK, ...options });
      expect([chances.values[1], gates.values[1]]).toEqual([0, 0]);
      expect(chances.values[0]! + chances.values[2]!).toBeGreaterThan(0.5);
    }
  });

  it('wants noise for every logit', () => {
    expect(() => routeNoisyTopK(goldenLogits, { topK: 2, noise: zeroMatrix(4, 3), deviation: half })).toThrow(
      'shapes differ',
    );
  });
});
