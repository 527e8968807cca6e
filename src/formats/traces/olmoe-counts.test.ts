/** Counts of OLMoE itself, against figures that were worked out from the published files. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measureLoad } from '../../core/routing/statistics/load-summary.ts';
import { code, integer, list, named, pickle, tuple, type Pickled } from '../../testing/pickle-builder.ts';
import { faultOf } from '../../testing/fault-of.ts';
import { sharedFixture } from '../../testing/shared.ts';
import { collectFiles, traceFile } from '../../testing/trace-of.ts';
import { olmoeCounts } from './olmoe-counts.ts';

const path = sharedFixture('fixtures/traces/olmoe_expert_counts_github.pkl');
const EXPERTS = 64;

describe.skipIf(path === null)('OLMoE on GitHub (reference fixtures beside the repository)', () => {
  it.each([
    { layer: 0, entropy: '0.9610', gini: '0.2909', maxOverMean: '5.006', top: 21, count: 130_724 },
    { layer: 7, entropy: '0.8514', gini: '0.5835', maxOverMean: '6.157', top: 17, count: 160_762 },
    { layer: 15, entropy: '0.8530', gini: '0.5894', maxOverMean: '4.509', top: 30, count: 117_729 },
  ])('comes to the published figures of layer $layer', async ({ layer, top, count, ...figures }) => {
    const file = traceFile('unknown', new Uint8Array(readFileSync(path!)));
    expect(await olmoeCounts.recognises(file)).toBe(true);
    const { layers } = await collectFiles(olmoeCounts, [file]);
    const { choices } = layers.find((each) => each.layer === layer)!.counts;
    const { entropyBits, gini, maxOverMean } = measureLoad(choices);
    expect(choices).toHaveLength(EXPERTS);
    expect(choices.every((n) => n > 0)).toBe(true);
    expect(choices.reduce((a, b) => a + b, 0)).toBe(1_671_168);
    expect(choices[top]).toBe(count);
    expect(choices.every((n) => n <= count)).toBe(true);
    expect({
      entropy: (entropyBits / Math.log2(EXPERTS)).toFixed(4),
      gini: gini.toFixed(4),
      maxOverMean: maxOverMean.toFixed(3),
    }).toEqual(figures);
  });
});

describe('pickles of other things', () => {
  const counter = (...pairs: readonly Pickled[]): Pickled => [
    code('}'),
    code('('),
    ...pairs.flat(),
    code('u'),
  ];
  const counts = counter(integer(0), integer(5));

  it.each<[string, Pickled]>([
    ['one counter', list(counts)],
    ['four counters', list(counts, counts, counts, counts)],
    ['a counter of nothing', list(counter(), counter(), counter())],
    ['counters of fractions', list(...Array<Pickled>(3).fill(counter(integer(0), named('a', 'b'))))],
    ['counters of different kinds', list(counts, counts, counter(tuple(integer(1), integer(2)), integer(3)))],
    ['an expert that no model has', list(...Array<Pickled>(3).fill(counter(integer(1e9), integer(1))))],
  ])('are not recognised: %s', async (_, value) => {
    expect(await olmoeCounts.recognises(traceFile('a.pkl', pickle(value)))).toBe(false);
  });

  it('that name code to run are refused by that name', async () => {
    const file = traceFile('a.pkl', pickle(list(counts, counts, named('os', 'system'))));
    expect(await olmoeCounts.recognises(file)).toBe(true);
    await expect(collectFiles(olmoeCounts, [file])).rejects.toMatchObject({
      code: 'unsafe-pickle',
      facts: { global: 'os.system' },
    });
  });

  it('with one bad entry end in a fault', async () => {
    const odd = counter(integer(0), integer(5), integer(1), integer(-3));
    const file = traceFile('a.pkl', pickle(list(counts, counts, odd)));
    expect(await faultOf(() => collectFiles(olmoeCounts, [file]))).toBe('malformed');
  });
});
