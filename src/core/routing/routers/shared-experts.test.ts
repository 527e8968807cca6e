import { describe, expect, it } from 'vitest';
import { matrixOf } from '../matrix.ts';
import { toRows } from '../../../testing/routing-vectors.ts';
import { activeWidth, fineGrained, withSharedExperts } from './shared-experts.ts';

describe('shared experts', () => {
  it('come first and always count in full', () => {
    expect(
      toRows(
        withSharedExperts(
          matrixOf([
            [0.25, 0.75],
            [0, 0],
          ]),
          1,
        ),
      ),
    ).toEqual([
      [1, 0.25, 0.75],
      [1, 0, 0],
    ]);
    const gates = matrixOf([[0.5, 0.5]]);
    expect(withSharedExperts(gates, 0)).toEqual(gates);
  });

  it('and finer experts keep what is active and what there is in all', () => {
    // the paper's own example: 16 experts, 2 active, cut in 4, one of them shared
    const coarse = { experts: 16, topK: 2, width: 1024 };
    const fine = fineGrained(coarse, { granularity: 4, shared: 1 });
    expect(fine).toEqual({ experts: 63, topK: 7, shared: 1, width: 256 });
    expect(activeWidth(fine)).toBe(activeWidth({ ...coarse, shared: 0 }));
    expect((fine.experts + fine.shared) * fine.width).toBe(coarse.experts * coarse.width);
    expect(() => fineGrained(coarse, { granularity: 1, shared: 2 })).toThrow('no active expert');
  });
});
