import { describe, expect, it } from 'vitest';
import { imageDataset, vectorDataset } from './build.ts';
import { fillInputs, fillLabels, fillTokens, inputSize } from './inputs.ts';
import { TextCollector, textDataset } from './text/text-dataset.ts';

const words = { id: 'a', name: 'A', classes: ['n', 'y'], origin: '', licence: '', division: '', notices: [] };
const samples = (...list: number[]) => ({ split: 'train', samples: Uint32Array.from(list) }) as const;

const picture = {
  pixels: Uint8Array.of(0, 100, 255, 100, 51, 100, 204, 100),
  labels: Uint8Array.of(0, 1),
  partOf: null,
};
const images = imageDataset(words, { height: 1, width: 2, channels: 2, train: picture, test: picture });

describe('images', () => {
  it('have mean 0 and deviation 1 a channel; a constant channel stays 0', () => {
    // channel 0 has 0, 255, 51 and 204; by hand: mean 0.5, variance (0.25 + 0.25 + 0.09 + 0.09) / 4
    const deviation = Math.sqrt(0.17);
    expect(images.normalisation.mean[0]).toBeCloseTo(0.5, 14);
    expect(images.normalisation.deviation[0]).toBeCloseTo(deviation, 14);
    const target = new Float32Array(2 * inputSize(images));
    fillInputs(target, images, samples(1, 0));
    const expected = [-0.3, 0.3, -0.5, 0.5].flatMap((value) => [value / deviation, 0]);
    expected.forEach((value, i) => expect(target[i]).toBeCloseTo(value, 6));
  });

  it('come with their labels', () => {
    const labels = new Int32Array(3);
    fillLabels(labels, images, samples(1, 0, 1));
    expect([...labels]).toEqual([1, 0, 1]);
  });
});

describe('vectors', () => {
  it('keep their variance far from 0', () => {
    const split = {
      values: Float32Array.of(1e6, 1, 1e6 + 2, 3, 1e6 + 4, 5),
      labels: Uint8Array.of(0, 1, 0),
      partOf: null,
    };
    const vectors = vectorDataset(words, { features: ['p', 'q'], train: split, test: split });
    const target = new Float32Array(6);
    fillInputs(target, vectors, samples(0, 1, 2));
    const edge = 2 / Math.sqrt(8 / 3);
    [-edge, -edge, 0, 0, edge, edge].forEach((value, i) => expect(target[i]).toBeCloseTo(value, 6));
  });
});

describe('texts', () => {
  const collector = new TextCollector('a.csv');
  collector.add({ text: 'good good film', label: 1 });
  collector.add({ text: 'bad<br />film', label: 0 });
  collector.add({ text: '', label: 0 });
  const test = new TextCollector('b.csv');
  test.add({ text: 'Good, unheard', label: 1 });
  const texts = textDataset(words, { train: collector, test, vocabularySize: 5 });

  it('have a vocabulary of the training split by frequency, ties by their letters', () => {
    expect(texts.vocabulary).toEqual(['<pad>', '<unknown>', 'film', 'good', 'bad']);
    expect([...texts.test.tokens]).toEqual([3, 1]);
  });

  it('are bags of words of length 1, in which the unknown does not count', () => {
    const target = new Float32Array(15).fill(9);
    fillInputs(target, texts, samples(0, 1, 2));
    const [one, two, half] = [1 / Math.sqrt(5), 2 / Math.sqrt(5), Math.SQRT1_2];
    const expected = [0, 0, one, two, 0, 0, 0, half, 0, half, 0, 0, 0, 0, 0];
    expected.forEach((value, i) => expect(target[i]).toBeCloseTo(value, 6));
    const unknown = new Float32Array(5);
    fillInputs(unknown, texts, { split: 'test', samples: Uint32Array.of(0) });
    expect([...unknown]).toEqual([0, 0, 0, 1, 0]);
  });

  it('are token sequences, cut at either end or padded', () => {
    const target = new Int32Array(6).fill(9);
    fillTokens(target, texts, { ...samples(0, 1, 2), length: 2 });
    expect([...target]).toEqual([3, 3, 4, 2, 0, 0]);
    fillTokens(target, texts, { ...samples(0, 1, 2), length: 2, keeps: 'end' });
    expect([...target]).toEqual([3, 2, 4, 2, 0, 0]);
  });
});
