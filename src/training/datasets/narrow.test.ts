import { describe, expect, it } from 'vitest';
import { imageDataset, vectorDataset } from './build.ts';
import { checksumOf } from './checksum.ts';
import { pixelsOf, textOf, type ImageDataset, type TextDataset } from './dataset.ts';
import { mixImages } from './mixture.ts';
import { divide, narrow, subset, withClasses } from './narrow.ts';
import { TextCollector, textDataset } from './text/text-dataset.ts';

const words = { id: 'a', name: 'A', origin: 'O.', licence: 'L.', division: 'D.', notices: [] };

/** Images of 2 × 1 pixels whose first pixel is the sample's number, and the second its label. */
function imagesOf(name: string, labels: readonly number[], classes: readonly string[]): ImageDataset {
  const split = (chosen: readonly number[], first: number) => ({
    pixels: Uint8Array.from(chosen.flatMap((label, i) => [first + i, label])),
    labels: Uint8Array.from(chosen),
    partOf: null,
  });
  return imageDataset(
    { ...words, name, classes },
    { height: 1, width: 2, channels: 1, train: split(labels, 0), test: split(labels.slice(0, 4), 100) },
  );
}

const images = imagesOf('A', [0, 1, 2, 0, 1, 2, 0, 1], ['x', 'y', 'z']);

function textsOf(texts: readonly string[]): TextDataset {
  const collect = (chosen: readonly string[]) => {
    const collector = new TextCollector('a.csv');
    chosen.forEach((text, i) => collector.add({ text, label: i % 2 }));
    return collector;
  };
  return textDataset(
    { ...words, classes: ['no', 'yes'] },
    { train: collect(texts), test: collect(texts.slice(1)), vocabularySize: 100 },
  );
}

describe('narrow', () => {
  it('keeps pixels with their labels, and knows their moments anew', () => {
    const few = narrow(images, { train: Uint32Array.of(1, 5) }) as ImageDataset;
    expect([...few.train.pixels]).toEqual([1, 1, 5, 2]);
    expect([...few.train.labels]).toEqual([1, 2]);
    expect(few.test).toBe(images.test);
    expect(few.normalisation.mean[0]).toBeCloseTo((1 + 1 + 5 + 2) / 4 / 255, 14);
  });

  it('keeps vectors with their labels', () => {
    const split = { values: Float32Array.of(1, 2, 3, 4, 5, 6), labels: Uint8Array.of(0, 1, 0), partOf: null };
    const vectors = vectorDataset(
      { ...words, classes: ['x', 'y'] },
      { features: ['p', 'q'], train: split, test: split },
    );
    expect(narrow(vectors, { test: Uint32Array.of(2, 0) }).test).toMatchObject({
      values: Float32Array.of(5, 6, 1, 2),
      labels: Uint8Array.of(0, 0),
    });
  });

  it('keeps tokens and texts of unequal length', () => {
    const texts = textsOf(['one', 'two two', '', 'three, three, three']);
    const few = narrow(texts, { train: Uint32Array.of(3, 2, 1) }) as TextDataset;
    expect([0, 1, 2].map((sample) => textOf(few.train, sample))).toEqual([
      'three, three, three',
      '',
      'two two',
    ]);
    expect([...few.train.starts]).toEqual([0, 3, 3, 5]);
    expect([...few.train.tokens].map((token) => few.vocabulary[token])).toEqual([
      'three',
      'three',
      'three',
      'two',
      'two',
    ]);
  });
});

describe('subsets', () => {
  it('keep the proportions', () => {
    const few = subset(images, { train: 4, test: 2, seed: 1 });
    expect([few.train.labels.length, few.test.labels.length]).toEqual([4, 2]);
    expect(new Set(few.train.labels).size).toBe(3);
    expect(subset(images, { train: 4, test: 2, seed: 1 })).toEqual(few);
  });

  it('are the dataset itself where all of it is asked for', () => {
    expect(checksumOf(subset(images, { train: 99, test: 99, seed: 1 }))).toBe(checksumOf(images));
  });
});

describe('some classes', () => {
  it('are relabelled in the order given', () => {
    const two = withClasses(images, [2, 0]) as ImageDataset;
    expect(two.classes).toEqual(['z', 'x']);
    expect([...two.train.labels]).toEqual([1, 0, 1, 0, 1]);
    expect([...two.train.pixels].filter((_, i) => i % 2 === 1)).toEqual([0, 2, 0, 2, 0]);
    expect([...two.test.labels]).toEqual([1, 0, 1]);
  });
});

describe('divide', () => {
  it('sets a share aside and overlaps nowhere', () => {
    const whole = {
      ...images,
      test: { ...images.test, pixels: new Uint8Array(0), labels: new Uint8Array(0) },
    };
    const { train, test } = divide(whole, { fraction: 0.25, seed: 1 }) as ImageDataset;
    const ids = [train, test].map(({ pixels }) => [...pixels].filter((_, i) => i % 2 === 0));
    expect(ids.map((list) => list.length)).toEqual([6, 2]);
    expect(ids.flat().sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('a mixture', () => {
  const other = imagesOf('B', [1, 0, 1], ['p', 'q']);
  const mixed = mixImages({ id: 'm', name: 'M' }, [{ dataset: images, classes: [1, 2] }, { dataset: other }]);

  it('has the classes of both side by side', () => {
    expect(mixed.classes).toEqual(['y', 'z', 'p', 'q']);
    expect([...mixed.train.labels]).toEqual([0, 1, 0, 1, 0, 3, 2, 3]);
    expect(pixelsOf(mixed, 'train', 5)).toEqual(pixelsOf(other, 'train', 0));
  });

  it('tells of each sample where it comes from', () => {
    expect(mixed.parts).toEqual(['A', 'B']);
    expect([...(mixed.train.partOf ?? [])]).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
    const few = narrow(mixed, { train: Uint32Array.of(4, 6) });
    expect([...(few.train.partOf ?? [])]).toEqual([0, 1]);
  });

  it('refuses images of another shape', () => {
    const wide = { ...other, width: 1, height: 2 };
    expect(() => mixImages({ id: 'm', name: 'M' }, [{ dataset: images }, { dataset: wide }])).toThrow(
      'several-datasets',
    );
  });
});

describe('a checksum', () => {
  it('changes with any pixel, label or class', () => {
    const swapped = (train: Partial<ImageDataset['train']>) =>
      checksumOf({ ...images, train: { ...images.train, ...train } });
    const sums = [
      checksumOf(images),
      swapped({ pixels: images.train.pixels.map((pixel, i) => (i === 3 ? pixel + 1 : pixel)) }),
      swapped({ labels: images.train.labels.map((label, i) => (i === 0 ? 2 : label)) }),
      checksumOf({ ...images, classes: ['x', 'y', 'w'] }),
      checksumOf({ ...images, train: images.test, test: images.train }),
    ];
    expect(new Set(sums).size).toBe(sums.length);
    expect(sums.every((sum) => /^[0-9a-f]{8}$/.test(sum))).toBe(true);
  });
});
