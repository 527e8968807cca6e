/** A dataset out of pairs of IDX arrays: samples and their labels, for training and, if there are any, for the test. */
import { Fault } from '../../../core/fault.ts';
import { imageDataset, vectorDataset, type DatasetWords } from '../build.ts';
import type { Dataset, ImageShape, Labels } from '../dataset.ts';
import type { IdxArray } from './idx.ts';
import { checkLabels, classify, type LabelSource } from './labels.ts';

export interface NamedIdx {
  readonly file: string;
  readonly array: IdxArray;
}

export interface IdxPair {
  readonly samples: NamedIdx;
  readonly labels: NamedIdx;
}

/**
 * Images where the samples are bytes of two or three axes, else vectors. `classes` null: they are what the labels are.
 * Without a test pair the test split is empty. Throws `counts-differ`, `label-out-of-range`, `several-datasets`, `malformed`.
 */
export function idxDataset(
  words: Omit<DatasetWords, 'classes'>,
  { train, test, classes }: { train: IdxPair; test: IdxPair | null; classes: readonly string[] | null },
): Dataset {
  const labels = labelsOf({ train, test, classes });
  const own = { ...words, classes: labels.classes };
  if (test && !hasSameShape(train.samples.array, test.samples.array)) {
    throw new Fault('several-datasets', { files: [train.samples.file, test.samples.file] });
  }
  const shape = imageShapeOf(train.samples.array);
  const rest = { train: labels.train, test: labels.test };
  if (shape === null) {
    const size = train.samples.array.shape.slice(1).reduce((product, axis) => product * axis, 1);
    return vectorDataset(own, {
      features: Array.from({ length: size }, (_, feature) => String(feature)),
      train: { values: valuesOf(train), labels: rest.train, partOf: null },
      test: { values: test ? valuesOf(test) : new Float32Array(0), labels: rest.test, partOf: null },
    });
  }
  return imageDataset(own, {
    ...shape,
    train: { pixels: pixelsOf(train, shape), labels: rest.train, partOf: null },
    test: { pixels: test ? pixelsOf(test, shape) : new Uint8Array(0), labels: rest.test, partOf: null },
  });
}

function labelsOf({
  train,
  test,
  classes,
}: {
  train: IdxPair;
  test: IdxPair | null;
  classes: readonly string[] | null;
}): { classes: readonly string[]; train: Labels; test: Labels } {
  const [ofTrain, ofTest] = [labelSource(train), test && labelSource(test)];
  const none = new Uint8Array(0);
  if (classes === null) {
    const found = classify(ofTrain, ofTest);
    return { ...found, test: found.test ?? none };
  }
  return {
    classes,
    train: checkLabels(ofTrain, classes.length),
    test: ofTest ? checkLabels(ofTest, classes.length) : none,
  };
}

function labelSource({ samples, labels }: IdxPair): LabelSource {
  const { file, array } = labels;
  const [count = 0] = array.shape;
  if (array.shape.length !== 1 || array.kind.startsWith('f')) {
    const detail = 'labels are one whole number for each sample, and these are not';
    throw new Fault('malformed', { file, format: 'IDX', detail });
  }
  const [sampleCount = 0] = samples.array.shape;
  if (sampleCount !== count) {
    throw new Fault('counts-differ', {
      file: samples.file,
      samples: sampleCount,
      other: file,
      otherSamples: count,
    });
  }
  return { file, values: array.values };
}

interface IdxImageShape extends ImageShape {
  readonly isPlanar: boolean;
}

/** Null for what is no image. Of three axes after the first, channels are the last, or else the first. */
function imageShapeOf({ kind, shape }: IdxArray): IdxImageShape | null {
  const [, first = 1, second = 1, third = 1] = shape;
  if (kind !== 'u8' || shape.length < 3) return null;
  if (shape.length === 3) return { height: first, width: second, channels: 1, isPlanar: false };
  const isChannels = (axis: number) => axis === 1 || axis === 3 || axis === 4;
  if (isChannels(third)) return { height: first, width: second, channels: third, isPlanar: false };
  return isChannels(first) ? { height: second, width: third, channels: first, isPlanar: true } : null;
}

function pixelsOf({ samples: { array } }: IdxPair, { isPlanar, ...shape }: IdxImageShape): Uint8Array {
  const pixels = array.values as Uint8Array;
  if (!isPlanar) return pixels;
  const { channels } = shape;
  const plane = shape.height * shape.width;
  const size = plane * channels;
  return Uint8Array.from(pixels, (_, at) => {
    const [start, inside] = [at - (at % size), at % size];
    return pixels[start + (inside % channels) * plane + Math.floor(inside / channels)]!;
  });
}

function valuesOf({ samples: { array, file } }: IdxPair): Float32Array {
  const values = Float32Array.from(array.values);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return values;
  throw new Fault('malformed', { file, format: 'IDX', detail: `number ${bad} is not finite` });
}

function hasSameShape(a: IdxArray, b: IdxArray): boolean {
  const isSame = a.shape.slice(1).every((axis, i) => axis === b.shape[i + 1]);
  return isSame && a.shape.length === b.shape.length && a.kind === b.kind;
}
