/** What a network is fed: batches of samples as numbers, in arrays that the caller keeps and hands over to tensors. */
import {
  imageSize,
  type Dataset,
  type ImageDataset,
  type SplitName,
  type TextDataset,
  type VectorDataset,
} from './dataset.ts';

/** Which samples of which split. */
export interface Choice {
  readonly split: SplitName;
  readonly samples: Uint32Array;
}

/** Tokens that every vocabulary begins with. */
export const PADDING = 0;
export const UNKNOWN = 1;

/** How many numbers `fillInputs` writes for one sample; a text has one for each word of the vocabulary. */
export function inputSize(dataset: Dataset): number {
  switch (dataset.kind) {
    case 'image':
      return imageSize(dataset);
    case 'vector':
      return dataset.features.length;
    case 'text':
      return dataset.vocabulary.length;
  }
}

/**
 * Fills `target` ([samples, inputSize], row after row) with normalised pixels or features, or with bags of words.
 * Images keep their order of axes: [samples, height, width, channels].
 */
export function fillInputs(target: Float32Array, dataset: Dataset, choice: Choice): void {
  if (dataset.kind === 'image') fillImages(target, dataset, choice);
  else if (dataset.kind === 'vector') fillVectors(target, dataset, choice);
  else fillBagsOfWords(target, dataset, choice);
}

function fillImages(target: Float32Array, dataset: ImageDataset, { split, samples }: Choice): void {
  const { channels, normalisation } = dataset;
  const { pixels } = dataset[split];
  const size = imageSize(dataset);
  const valuesOf = Array.from({ length: channels }, (_, channel) => {
    const [mean, deviation] = [normalisation.mean[channel]!, normalisation.deviation[channel]!];
    return Float32Array.from({ length: 256 }, (_, pixel) => (pixel / 255 - mean) / deviation);
  });
  let at = 0;
  for (const sample of samples) {
    for (let start = sample * size; start < (sample + 1) * size; start += channels) {
      for (let channel = 0; channel < channels; channel++) {
        target[at++] = valuesOf[channel]![pixels[start + channel]!]!;
      }
    }
  }
}

function fillVectors(target: Float32Array, dataset: VectorDataset, { split, samples }: Choice): void {
  const { mean, deviation } = dataset.normalisation;
  const { values } = dataset[split];
  const size = mean.length;
  let at = 0;
  for (const sample of samples) {
    for (let feature = 0; feature < size; feature++) {
      target[at++] = (values[sample * size + feature]! - mean[feature]!) / deviation[feature]!;
    }
  }
}

/** Each word's count over the root of the squared counts, so that long texts weigh no more than short ones. */
function fillBagsOfWords(target: Float32Array, dataset: TextDataset, { split, samples }: Choice): void {
  const { tokens, starts } = dataset[split];
  const size = dataset.vocabulary.length;
  target.fill(0, 0, samples.length * size);
  samples.forEach((sample, row) => {
    const bag = target.subarray(row * size, (row + 1) * size);
    for (let i = starts[sample]!; i < starts[sample + 1]!; i++) {
      if (tokens[i] !== UNKNOWN) bag[tokens[i]!]!++;
    }
    let squares = 0;
    for (const count of bag) squares += count * count;
    const length = Math.sqrt(squares);
    if (length > 0) for (let word = 0; word < size; word++) bag[word]! /= length;
  });
}

export interface SequenceOptions {
  /** Tokens a sample. */
  readonly length: number;
  /** What of a longer text is kept. */
  readonly keeps?: 'start' | 'end';
}

/** Fills `target` ([samples, length]) with tokens from the left; a shorter text ends in padding. */
export function fillTokens(
  target: Int32Array,
  dataset: TextDataset,
  { split, samples, length, keeps = 'start' }: Choice & SequenceOptions,
): void {
  const { tokens, starts } = dataset[split];
  target.fill(PADDING, 0, samples.length * length);
  samples.forEach((sample, row) => {
    const [start, end] = [starts[sample]!, starts[sample + 1]!];
    const first = keeps === 'end' ? Math.max(start, end - length) : start;
    target.set(tokens.subarray(first, Math.min(end, first + length)), row * length);
  });
}

/** Fills `target` ([samples]) with labels. */
export function fillLabels(target: Int32Array, dataset: Dataset, { split, samples }: Choice): void {
  const { labels } = dataset[split];
  samples.forEach((sample, row) => (target[row] = labels[sample]!));
}
