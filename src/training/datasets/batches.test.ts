import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from './golden/drawn.json';
import { batches, batchesPerEpoch, epochOrder, inOrder, type Batch } from './batches.ts';

const sorted = (samples: Iterable<number>) => [...samples].sort((a, b) => a - b);
const asList = ({ epoch, batch, samples }: Batch) => [epoch, batch, ...samples];

describe('batches', () => {
  it('are a golden order', () => {
    const found = [...batches(7, { size: 3, seed: 1, epochs: 2 })].map(asList);
    expect(found).toEqual(golden.batches);
  });

  it('hold every sample of the share once an epoch', () => {
    const share = Uint32Array.of(3, 8, 9, 20, 21);
    for (const epoch of [0, 1, 2]) {
      const seen = [...batches(share, { size: 2, seed: 5, epoch, epochs: epoch + 1 })];
      expect(sorted(seen.flatMap(({ samples }) => [...samples]))).toEqual([...share]);
    }
  });

  it('go on after a stop as if there had been none', () => {
    const options = { size: 4, seed: 9, epochs: 3 };
    const whole = [...batches(18, options)].map(asList);
    fc.assert(
      fc.property(fc.nat(2), fc.nat(4), (epoch, batch) => {
        const resumed = [...batches(18, { ...options, epoch, batch })].map(asList);
        expect(resumed).toEqual(whole.slice(epoch * 5 + batch));
      }),
      { seed: 1 },
    );
  });

  it('leave out what does not fill the last one, if asked to', () => {
    const full = [...batches(10, { size: 4, seed: 1, epochs: 2, dropsRest: true })];
    expect(full.map(({ samples }) => samples.length)).toEqual([4, 4, 4, 4]);
    expect(batchesPerEpoch(10, { size: 4 })).toBe(3);
  });

  it('are none where there is no sample, and never go round for ever over nothing', () => {
    expect([...batches(0, { size: 4, seed: 1 })]).toEqual([]);
    expect([...batches(3, { size: 4, seed: 1, dropsRest: true })]).toEqual([]);
  });

  it('come in another order each epoch and for each seed', () => {
    const orders = [0, 1, 2].flatMap((seed) =>
      [0, 1, 2].map((epoch) => epochOrder(50, { seed, epoch }).join()),
    );
    expect(new Set(orders).size).toBe(9);
  });
});

describe('inOrder', () => {
  it('keeps the order', () => {
    expect([...inOrder(5, 2)].map((run) => [...run])).toEqual([[0, 1], [2, 3], [4]]);
    expect([...inOrder(Uint32Array.of(7, 9, 11), 2)].map((run) => [...run])).toEqual([[7, 9], [11]]);
  });
});
