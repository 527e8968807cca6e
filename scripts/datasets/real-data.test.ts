/** The real datasets, as they are published and as they reach the page. MNIST is always here; others where installed. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInFolder } from '../../src/cli/prepared-folder.ts';
import { defaultsOf } from '../../src/core/parameters.ts';
import { checksumOf } from '../../src/training/datasets/checksum.ts';
import {
  pixelsOf,
  textOf,
  type Dataset,
  type ImageDataset,
  type TextDataset,
} from '../../src/training/datasets/dataset.ts';
import { datasetById, type DatasetId } from '../../src/training/datasets/index.ts';
import { countsByClass } from '../../src/training/datasets/shares.ts';
import { normaliseText } from '../../src/training/datasets/text/tokenise.ts';
import { cifar10 } from './cifar10.mjs';
import { fashionFolder, fashionMnist } from './fashion-mnist.mjs';
import { imdb } from './imdb.mjs';
import { mnist } from './mnist.mjs';
import { dataFolder, ensurePrepared, isPrepared } from './store.mjs';

const folder = mkdtempSync(join(tmpdir(), 'moe-scope-data-test-'));
const isFashionHere = existsSync(fashionFolder);
const isCifarHere = await isPrepared(cifar10);
const isImdbHere = await isPrepared(imdb);

beforeAll(async () => {
  await ensurePrepared(mnist, { folder });
  if (isFashionHere) await ensurePrepared(fashionMnist, { folder });
  // A limit for what hangs, not for what is slow on a busy machine.
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

async function load(id: DatasetId, from: string): Promise<Dataset> {
  const definition = datasetById(id);
  const fractions: number[] = [];
  const report = (fraction: number) => fractions.push(fraction);
  const dataset = await definition.load(defaultsOf(definition.parameters), {
    open: openInFolder(from),
    report,
  });
  expect(fractions.at(-1)).toBe(1);
  expect(fractions.every((fraction, i) => fraction >= (fractions[i - 1] ?? 0))).toBe(true);
  return dataset;
}

function expectMoments({ normalisation }: ImageDataset, mean: number[], deviation: number[]): void {
  expect([...normalisation.mean].map((value) => Number(value.toFixed(4)))).toEqual(mean);
  expect([...normalisation.deviation].map((value) => Number(value.toFixed(4)))).toEqual(deviation);
}

describe('MNIST', () => {
  it('is what LeCun, Cortes and Burges published', async () => {
    const dataset = (await load('mnist', folder)) as ImageDataset;
    expect([dataset.train.labels.length, dataset.test.labels.length]).toEqual([60_000, 10_000]);
    expect([...dataset.train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect([...dataset.test.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    // The classes are as many as is told of them everywhere.
    expect([...countsByClass(dataset.train.labels, 10)]).toEqual([
      5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949,
    ]);
    // The sixth row of the first five has its ink from the thirteenth pixel on.
    expect([...pixelsOf(dataset, 'train', 0).subarray(5 * 28 + 12, 5 * 28 + 24)]).toEqual([
      3, 18, 18, 18, 126, 136, 175, 26, 166, 255, 247, 127,
    ]);
    expectMoments(dataset, [0.1307], [0.3081]);
    expect(checksumOf(dataset)).toBe('e7555ffa');
  });
});

describe.skipIf(!isFashionHere)('Fashion-MNIST (where Debian’s dataset-fashion-mnist is installed)', () => {
  it('is what Zalando published', async () => {
    const dataset = (await load('fashion-mnist', folder)) as ImageDataset;
    expect([...dataset.train.labels.subarray(0, 10)]).toEqual([9, 0, 0, 3, 0, 2, 7, 2, 5, 5]);
    expect([...countsByClass(dataset.train.labels, 10)]).toEqual(new Array(10).fill(6000));
    expectMoments(dataset, [0.286], [0.353]);
  });

  it('is mixed with MNIST in twelve classes', async () => {
    const mixed = (await load('mnist-fashion', folder)) as ImageDataset;
    expect(mixed.classes.slice(5, 8)).toEqual(['Sandal', '4', '5']);
    expect([...countsByClass(mixed.train.labels, 12)].slice(5, 8)).toEqual([6000, 5842, 5421]);
    const fromDigits = mixed.train.labels.filter((_, sample) => mixed.train.partOf?.[sample] === 1);
    expect(Math.min(...new Set(fromDigits))).toBe(6);
    expect(mixed.parts).toEqual(['Fashion-MNIST', 'MNIST']);
  });
});

describe.skipIf(!isCifarHere)('CIFAR-10 (after npm run data -- cifar10)', () => {
  it('is what Krizhevsky published', async () => {
    const dataset = (await load('cifar10', dataFolder)) as ImageDataset;
    expect([...dataset.train.labels.subarray(0, 10)]).toEqual([6, 9, 9, 4, 1, 1, 2, 7, 8, 3]);
    expect([...dataset.test.labels.subarray(0, 4)]).toEqual([3, 8, 8, 0]);
    expect([...pixelsOf(dataset, 'train', 0).subarray(0, 3)]).toEqual([59, 62, 63]);
    expect([...pixelsOf(dataset, 'test', 0).subarray(0, 3)]).toEqual([158, 112, 49]);
    expect([...countsByClass(dataset.train.labels, 10)]).toEqual(new Array(10).fill(5000));
    expectMoments(dataset, [0.4914, 0.4822, 0.4465], [0.247, 0.2435, 0.2616]);
  });
});

describe.skipIf(!isImdbHere)('IMDB reviews (after npm run data -- imdb)', () => {
  it('have two splits without a common text, each evenly for and against', async () => {
    const dataset = (await load('imdb', dataFolder)) as TextDataset;
    const { train, test, vocabulary } = dataset;
    expect([train.labels.length, test.labels.length]).toEqual([24_789, 24_789]);
    expect([...countsByClass(train.labels, 2)]).toEqual([12_348, 12_441]);
    const trained = new Set(Array.from(train.labels, (_, sample) => normaliseText(textOf(train, sample))));
    expect(trained.size).toBe(24_789);
    const shared = [...test.labels.keys()].filter((sample) =>
      trained.has(normaliseText(textOf(test, sample))),
    );
    expect(shared).toEqual([]);
    expect(vocabulary).toHaveLength(10_000);
    expect(vocabulary.slice(2, 8)).toEqual(['the', 'and', 'a', 'of', 'to', 'is']);
    // Shuffled: the package has all of one label first.
    expect(new Set(train.labels.subarray(0, 100)).size).toBe(2);
  });
});
