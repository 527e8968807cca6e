/**
 * A dataset: samples with labels, in a training and a test split, as compact typed arrays that cross threads by
 * transfer. What a network is fed is made of them batch by batch (`inputs.ts`); nothing here is a tensor.
 */
import type { Notice } from '../../core/fault.ts';

/** Index into `classes`, one a sample. */
export type Labels = Uint8Array | Uint16Array;

interface Labelled {
  readonly labels: Labels;
  /** Index into `parts`, one a sample: the dataset that it was mixed in from. Null where nothing was mixed. */
  readonly partOf: Uint8Array | null;
}

/** Sample i has the bytes [i · size, (i + 1) · size) of `pixels`, size = height · width · channels. */
export interface ImageSplit extends Labelled {
  /** Rows from the top, pixels from the left, channels innermost ("NHWC"); 0 … 255. */
  readonly pixels: Uint8Array;
}

/** Sample i has the values [i · features, (i + 1) · features). */
export interface VectorSplit extends Labelled {
  readonly values: Float32Array;
}

/** Sample i has the tokens [starts[i], starts[i + 1]); `starts` has one entry more than there are samples. */
export interface TextSplit extends Labelled {
  /** Index into the dataset's vocabulary. */
  readonly tokens: Uint16Array;
  readonly starts: Uint32Array;
  /** What was tokenised, as UTF-8 and cut likewise: for showing samples. */
  readonly texts: { readonly bytes: Uint8Array; readonly starts: Uint32Array };
}

export type Split = ImageSplit | VectorSplit | TextSplit;
export type SplitName = 'train' | 'test';

interface DatasetOf<S extends Split> {
  /** Of its definition; `file` for files of the person's. */
  readonly id: string;
  readonly name: string;
  readonly classes: readonly string[];
  readonly train: S;
  readonly test: S;
  /** Who made it, in a sentence. */
  readonly origin: string;
  readonly licence: string;
  /** How training and test samples were parted, in a sentence. */
  readonly division: string;
  /** Names of the datasets that it was mixed from; empty for one that is whole. */
  readonly parts: readonly string[];
  /** What is worth knowing about it, though it opened. */
  readonly notices: readonly Notice[];
}

/** Mean and standard deviation over the training split; divide by the latter. */
export interface Normalisation {
  readonly mean: Float64Array;
  /** Never 0: a constant input has 1, and stays 0 when normalised. */
  readonly deviation: Float64Array;
}

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export interface ImageDataset extends DatasetOf<ImageSplit>, ImageShape {
  readonly kind: 'image';
  /** Per channel, of pixels scaled to 0 … 1. */
  readonly normalisation: Normalisation;
}

export interface VectorDataset extends DatasetOf<VectorSplit> {
  readonly kind: 'vector';
  readonly features: readonly string[];
  /** Per feature. */
  readonly normalisation: Normalisation;
}

export interface TextDataset extends DatasetOf<TextSplit> {
  readonly kind: 'text';
  /** Words by token; the first two are padding and whatever is unknown. By falling frequency in the training split. */
  readonly vocabulary: readonly string[];
}

export type Dataset = ImageDataset | VectorDataset | TextDataset;
export type DatasetKind = Dataset['kind'];

/** How many samples a split has. */
export function sampleCount({ labels }: Pick<Split, 'labels'>): number {
  return labels.length;
}

/** How many numbers describe one image. */
export function imageSize({ height, width, channels }: ImageShape): number {
  return height * width * channels;
}

/** One image's pixels, without a copy. */
export function pixelsOf(dataset: ImageDataset, split: SplitName, sample: number): Uint8Array {
  const size = imageSize(dataset);
  return dataset[split].pixels.subarray(sample * size, (sample + 1) * size);
}

/** One sample's text as it came. */
export function textOf({ texts: { bytes, starts } }: TextSplit, sample: number): string {
  return new TextDecoder().decode(bytes.subarray(starts[sample], starts[sample + 1]));
}

/** Labels in as few bytes as the number of classes allows. */
export function compactLabels(labels: ArrayLike<number>, classCount: number): Labels {
  return classCount <= 256 ? Uint8Array.from(labels) : Uint16Array.from(labels);
}
