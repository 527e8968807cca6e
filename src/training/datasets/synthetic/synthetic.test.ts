import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../core/parameters.ts';
import type { VectorDataset } from '../dataset.ts';
import golden from '../golden/drawn.json';
import { datasets } from '../index.ts';
import { clusters } from './clusters.ts';
import { modularSum } from './modular-sum.ts';
import { moons } from './moons.ts';
import { spirals } from './spirals.ts';

const nowhere = { open: () => Promise.reject(new Error('drawn data reads no file')) };

const load = {
  moons: (values: object) => moons.load({ ...defaultsOf(moons.parameters), ...values }, nowhere),
  spirals: (values: object) => spirals.load({ ...defaultsOf(spirals.parameters), ...values }, nowhere),
  clusters: (values: object) => clusters.load({ ...defaultsOf(clusters.parameters), ...values }, nowhere),
};

describe.each(['moons', 'spirals', 'clusters'] as const)('%s', (id) => {
  it.each<{ values: object; train: number[]; test: number[] }>(golden[id])(
    'are golden for %o',
    async (row) => {
      const dataset = (await load[id](row.values)) as VectorDataset;
      for (const split of ['train', 'test'] as const) {
        // The last digit of a cosine may differ between libraries; a 32-bit float keeps fewer.
        row[split].forEach((value, i) => expect(dataset[split].values[i]).toBeCloseTo(value, 5));
      }
    },
  );

  it('have as many samples of each class as of any other, and a test apart', async () => {
    const dataset = (await load[id]({ samples: 1200 })) as VectorDataset;
    const count = dataset.classes.length;
    const counts = dataset.classes.map((_, label) => dataset.train.labels.filter((l) => l === label).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect([dataset.train.labels.length, dataset.test.labels.length]).toEqual([1200, 300]);
    expect(dataset.train.values).toHaveLength(1200 * dataset.features.length);
    expect(dataset.train.values.subarray(0, 20 * count)).not.toEqual(
      dataset.test.values.subarray(0, 20 * count),
    );
  });
});

describe('modular sums', () => {
  const values = { ...defaultsOf(modularSum.parameters), modulus: 13, trainFraction: 0.6 };

  it('have every pair once, in one of the splits', async () => {
    const { train, test } = (await modularSum.load(values, nowhere)) as VectorDataset;
    const pairs = [train, test].flatMap(({ values: oneHot, labels }) =>
      Array.from(labels, (label, sample) => {
        const row = [...oneHot.subarray(26 * sample, 26 * (sample + 1))];
        expect(row.reduce((sum, value) => sum + value)).toBe(2);
        const [a, b] = [row.indexOf(1), row.lastIndexOf(1) - 13];
        expect(label).toBe((a + b) % 13);
        return 13 * a + b;
      }),
    );
    expect(pairs.sort((a, b) => a - b)).toEqual([...Array(169).keys()]);
    expect(train.labels).toHaveLength(Math.round(0.6 * 169));
  });

  it('train on every sum, whatever the share', async () => {
    const { train } = await modularSum.load({ ...values, modulus: 5, trainFraction: 0.2 }, nowhere);
    expect(new Set(train.labels).size).toBe(5);
  });
});

describe('drawn data', () => {
  it('needs nothing installed', () => {
    const drawn = datasets.filter(({ needs }) => needs.length === 0).map(({ id }) => id);
    expect(drawn).toEqual(['moons', 'spirals', 'clusters', 'modular-sum']);
  });
});
