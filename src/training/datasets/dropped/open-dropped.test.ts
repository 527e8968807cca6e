import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FaultCode } from '../../../core/fault.ts';
import { faultOf } from '../../../testing/fault-of.ts';
import { idxBytes } from '../../../testing/idx-bytes.ts';
import { cifar10Classes } from '../cifar10.ts';
import { textOf, type Dataset, type ImageDataset, type TextDataset } from '../dataset.ts';
import { countsByClass } from '../shares.ts';
import { openDropped } from './open-dropped.ts';

type Content = Uint8Array | string;

function files(contents: Readonly<Record<string, Content>>): File[] {
  return Object.entries(contents).map(
    ([name, content]) => new File([typeof content === 'string' ? content : new Uint8Array(content)], name),
  );
}

async function open(contents: Readonly<Record<string, Content>>): Promise<Dataset> {
  return (await openDropped(files(contents))).dataset;
}

function idxImages(count: number): Uint8Array {
  return idxBytes(
    [count, 2, 2],
    Uint8Array.from({ length: 4 * count }, (_, i) => i & 255),
  );
}

function idxLabels(count: number, classCount = 5): Uint8Array {
  return idxBytes(
    [count],
    Uint8Array.from({ length: count }, (_, i) => i % classCount),
  );
}

function cifarBatch(count: number, labels: (record: number) => readonly number[]): Uint8Array {
  return Uint8Array.from(
    Array.from({ length: count }, (_, record) => [
      ...labels(record),
      ...new Array<number>(3072).fill(record),
    ]).flat(),
  );
}

describe('dropped IDX files', () => {
  it('are paired by name, packed or not, and parted by name', async () => {
    const dataset = await open({
      't10k-labels-idx1-ubyte.gz': gzipSync(idxLabels(10)),
      'emnist/train-images-idx3-ubyte': idxImages(40),
      'train-labels-idx1-ubyte.gz': gzipSync(idxLabels(40)),
      't10k-images-idx3-ubyte': idxImages(10),
    });
    expect(dataset).toMatchObject({ kind: 'image', classes: ['0', '1', '2', '3', '4'] });
    expect([dataset.train.labels.length, dataset.test.labels.length]).toEqual([40, 10]);
  });

  it('without a test part with a share of every class', async () => {
    const dataset = await open({ 'a.idx': idxImages(50), 'b.idx': idxLabels(50) });
    expect([...countsByClass(dataset.test.labels, 5)]).toEqual([2, 2, 2, 2, 2]);
    expect([...countsByClass(dataset.train.labels, 5)]).toEqual([8, 8, 8, 8, 8]);
    expect(dataset.division).toContain('20 %');
  });

  it('name what was left aside', async () => {
    const dataset = await open({
      'a.idx': idxImages(50),
      'b.idx': idxLabels(50),
      'x.png': Uint8Array.of(137, 80, 0),
    });
    expect(dataset.notices).toEqual([{ code: 'ignored-files', facts: { files: ['x.png'] } }]);
  });
});

describe('dropped CIFAR batches', () => {
  it('are told apart by the size of a record', async () => {
    const ten = await open({
      'data_batch_2.bin': cifarBatch(10, (i) => [i]),
      'data_batch_1.bin': cifarBatch(10, (i) => [9 - i]),
      'test_batch.bin': cifarBatch(5, (i) => [i]),
    });
    expect(ten).toMatchObject({ name: 'CIFAR-10', classes: cifar10Classes });
    expect([...ten.train.labels.subarray(0, 3)]).toEqual([9, 8, 7]);
    expect(ten.test.labels).toHaveLength(5);
    const hundred = {
      'train.bin': cifarBatch(100, (i) => [i % 20, i]),
      'test.bin': cifarBatch(3, (i) => [0, i]),
    };
    expect((await open(hundred)).classes).toHaveLength(100);
    const coarse = (await openDropped(files(hundred), { isCoarse: true })).dataset as ImageDataset;
    expect([coarse.classes.length, ...coarse.train.labels.subarray(0, 2)]).toEqual([20, 0, 1]);
  });

  it('take the names of their classes from beside them', async () => {
    const names = Array.from({ length: 100 }, (_, i) => `thing ${i}`);
    const dataset = await open({
      'train.bin': cifarBatch(100, (i) => [i % 20, i]),
      'test.bin': cifarBatch(3, (i) => [0, i]),
      'fine_label_names.txt': `${names.join('\n')}\n`,
    });
    expect(dataset.classes).toEqual(names);
  });
});

const reviews = Array.from({ length: 30 }, (_, i) => ({
  text: `Film ${i} is a film.`,
  label: i % 2 ? 'pos' : 'neg',
}));
const csv = ['text,label', ...reviews.map(({ text, label }) => `"${text}",${label}`)].join('\n');

describe('dropped tables', () => {
  it('of texts are tokenised', async () => {
    const { dataset, table } = await openDropped(files({ 'reviews.csv': csv }));
    expect(dataset).toMatchObject({ kind: 'text', name: 'reviews', classes: ['neg', 'pos'] });
    expect(table?.choice).toEqual({ kind: 'text', label: 'label', text: 'text' });
    const { train, vocabulary } = dataset as TextDataset;
    expect(textOf(train, 0)).toMatch(/^Film \d+ is a film\.$/);
    expect(vocabulary.slice(2, 5)).toEqual(['film', 'a', 'is']);
    expect([train.labels.length, dataset.test.labels.length]).toEqual([24, 6]);
  });

  it('are the same as JSON Lines', async () => {
    const jsonl = reviews.map((review) => JSON.stringify(review)).join('\n');
    expect(await open({ 'reviews.jsonl': jsonl })).toEqual(await open({ 'reviews.csv': csv }));
  });

  it('of numbers are vectors, in the columns that were chosen', async () => {
    const text = [
      'a,b,c,kind',
      ...Array.from({ length: 20 }, (_, i) => `${i / 3},${-i},${i % 7},${i % 2}`),
    ].join('\n');
    expect(await open({ 'x.csv': text })).toMatchObject({ kind: 'vector', features: ['a', 'b', 'c'] });
    const choice = { kind: 'vector', label: 'kind', features: ['c', 'a'] } as const;
    const { dataset } = await openDropped(files({ 'x.csv': text }), { choice });
    expect(dataset).toMatchObject({ features: ['c', 'a'], classes: ['0', '1'] });
  });

  it('never test on what they trained on', async () => {
    const test = ['text,label', '"Film 3 is  a<br/>film.",pos', 'New film,pos', 'New film,neg'].join('\n');
    const dataset = (await open({ 'train.csv': csv, 'test.csv': test })) as TextDataset;
    expect([dataset.train.labels.length, dataset.test.labels.length]).toEqual([30, 1]);
    expect(dataset.notices).toEqual([
      { code: 'rows-left-out', facts: { file: 'test.csv', rows: 2, reason: 'the same text came before' } },
    ]);
  });

  it('leave out rows without a number or a label, and say so', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${i / 3},${i % 2}`);
    const dataset = await open({ 'x.csv': ['a,kind', ...rows, ',1', 'NA,0', '2,'].join('\n') });
    expect(dataset.train.labels.length + dataset.test.labels.length).toBe(20);
    expect(dataset.notices).toEqual([
      { code: 'rows-left-out', facts: { file: 'x.csv', rows: 2, reason: 'a number is missing' } },
      { code: 'rows-left-out', facts: { file: 'x.csv', rows: 1, reason: 'they have no label' } },
    ]);
  });

  it('keep a class that has one sample in training', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${i / 3},x${i === 5 ? 'rare' : i % 2}`);
    const dataset = await open({ 'x.csv': ['a,kind', ...rows].join('\n') });
    expect(dataset.classes).toEqual(['x0', 'x1', 'xrare']);
    expect(countsByClass(dataset.train.labels, 3)[2]).toBe(1);
  });
});

describe('files that are no dataset', () => {
  const latin1 = Uint8Array.from('a,b\nd\u00e9j\u00e0,1\n', (c) => c.charCodeAt(0));
  it.each<[string, Readonly<Record<string, Content>>, FaultCode]>([
    ['a picture', { 'x.png': Uint8Array.of(137, 80, 78, 71, 0) }, 'no-dataset'],
    ['prose', { 'x.txt': 'Once upon a time.' }, 'no-dataset'],
    ['nothing', { 'x.csv': '' }, 'no-dataset'],
    ['images alone', { 'a.idx': idxImages(5) }, 'unpaired-file'],
    ['labels alone', { 'a.idx': idxLabels(5) }, 'unpaired-file'],
    [
      'more labels than images',
      { 'train-images': idxImages(5), 'train-labels': idxLabels(6) },
      'counts-differ',
    ],
    [
      'two datasets',
      {
        'a-images': idxImages(5),
        'a-labels': idxLabels(5),
        'b-images': idxImages(5),
        'b-labels': idxLabels(5),
      },
      'several-datasets',
    ],
    ['one class', { 'a.idx': idxImages(50), 'b.idx': idxLabels(50, 1) }, 'unusable-dataset'],
    ['two samples', { 'a.idx': idxImages(2), 'b.idx': idxLabels(2) }, 'unusable-dataset'],
    [
      'a gzip cut short',
      { 'a.idx.gz': gzipSync(idxImages(50)).subarray(0, 60), 'b.idx': idxLabels(50) },
      'malformed',
    ],
    ['half a record', { 'data_batch_1.bin': cifarBatch(3, () => [1]).subarray(0, 5000) }, 'truncated'],
    ['another encoding', { 'x.csv': latin1 }, 'not-utf8'],
    [
      'no label',
      { 'x.csv': ['a,b', ...Array.from({ length: 9 }, (_, i) => `${i / 7},${i / 3}`)].join('\n') },
      'unusable-dataset',
    ],
    ['a row too short', { 'x.csv': `${csv}\nlonely` }, 'bad-row'],
    [
      'a column that is gone in the test',
      { 'train.csv': csv, 'test.csv': csv.replace('text,', 'words,') },
      'unusable-dataset',
    ],
    [
      'a test label that was never trained',
      { 'train.csv': csv, 'test.csv': 'text,label\nx y,maybe\nz,maybe' },
      'label-out-of-range',
    ],
  ])('%s', async (_, contents, code) => {
    expect(await faultOf(() => open(contents))).toBe(code);
  });

  it('are not more than a person drops', async () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`${i}.csv`, 'a,b\n1,2']));
    expect(await faultOf(() => open(many))).toBe('over-limit');
  });
});
