/** Smaller datasets out of larger ones: a subset that keeps the proportions, or some of the classes, relabelled. */
import {
  compactLabels,
  imageSize,
  type Dataset,
  type ImageSplit,
  type Labels,
  type Split,
  type SplitName,
  type TextSplit,
  type VectorSplit,
} from './dataset.ts';
import { normalisationOfImages, normalisationOfVectors } from './normalisation.ts';
import { holdBackSome, shareOfClasses, stratifiedShare } from './shares.ts';

/** Samples to keep of each split; all of a split that is not given. */
export type Shares = Readonly<Partial<Record<SplitName, Uint32Array>>>;

/** The dataset with only these samples. Its normalisation is that of the training samples that remain. */
export function narrow(dataset: Dataset, { train, test }: Shares): Dataset {
  switch (dataset.kind) {
    case 'image': {
      const size = imageSize(dataset);
      const ofTrain = takeImages(dataset.train, train, size);
      const normalisation = normalisationOfImages(ofTrain.pixels, dataset.channels);
      return { ...dataset, normalisation, train: ofTrain, test: takeImages(dataset.test, test, size) };
    }
    case 'vector': {
      const size = dataset.features.length;
      const ofTrain = takeVectors(dataset.train, train, size);
      const normalisation = normalisationOfVectors(ofTrain.values, size);
      return { ...dataset, normalisation, train: ofTrain, test: takeVectors(dataset.test, test, size) };
    }
    case 'text':
      return { ...dataset, train: takeTexts(dataset.train, train), test: takeTexts(dataset.test, test) };
  }
}

/** At most so many samples of each split, every class in its proportion. */
export function subset(
  dataset: Dataset,
  { train, test, seed }: { readonly train: number; readonly test: number; readonly seed: number },
): Dataset {
  const shareOf = ({ labels }: Split, size: number) => stratifiedShare(labels, { size, seed });
  return narrow(dataset, { train: shareOf(dataset.train, train), test: shareOf(dataset.test, test) });
}

/** A dataset without a test split, with a share of its training samples, of every class alike, set aside for one. */
export function divide(
  dataset: Dataset,
  { fraction, seed }: { readonly fraction: number; readonly seed: number },
): Dataset {
  const { labels } = dataset.train;
  const { kept, heldBack } = holdBackSome(labels, { size: Math.round(fraction * labels.length), seed });
  const [train, test] = [narrow(dataset, { train: kept }), narrow(dataset, { train: heldBack })];
  return { ...train, test: test.train } as Dataset;
}

/** Only these classes, which become 0, 1, 2 … in the order given. */
export function withClasses(dataset: Dataset, classes: readonly number[]): Dataset {
  const narrowed = narrow(dataset, {
    train: shareOfClasses(dataset.train.labels, classes),
    test: shareOfClasses(dataset.test.labels, classes),
  });
  return relabelled(narrowed, {
    classes: classes.map((label) => dataset.classes[label]!),
    labelOf: new Map(classes.map((label, place) => [label, place])),
  });
}

/** Every label replaced by its own in `labelOf`, which must know all of them. */
export function relabelled<D extends Dataset>(
  dataset: D,
  {
    classes,
    labelOf,
  }: { readonly classes: readonly string[]; readonly labelOf: ReadonlyMap<number, number> },
): D {
  const relabel = <S extends Split>(split: S): S => ({
    ...split,
    labels: compactLabels(
      Array.from(split.labels, (label) => labelOf.get(label)!),
      classes.length,
    ),
  });
  return { ...dataset, classes, train: relabel<Split>(dataset.train), test: relabel<Split>(dataset.test) };
}

function takeImages(split: ImageSplit, share: Uint32Array | undefined, size: number): ImageSplit {
  if (!share) return split;
  return { ...takeLabels(split, share), pixels: takeRows(split.pixels, share, size) };
}

function takeVectors(split: VectorSplit, share: Uint32Array | undefined, size: number): VectorSplit {
  if (!share) return split;
  return { ...takeLabels(split, share), values: takeRows(split.values, share, size) };
}

function takeTexts(split: TextSplit, share: Uint32Array | undefined): TextSplit {
  if (!share) return split;
  const tokens = takeRuns(split.tokens, split.starts, share);
  const texts = takeRuns(split.texts.bytes, split.texts.starts, share);
  return {
    ...takeLabels(split, share),
    tokens: tokens.items,
    starts: tokens.starts,
    texts: { bytes: texts.items, starts: texts.starts },
  };
}

function takeLabels({ labels, partOf }: Split, share: Uint32Array) {
  return { labels: takeRows<Labels>(labels, share, 1), partOf: partOf && takeRows(partOf, share, 1) };
}

type Items = Uint8Array | Uint16Array | Uint32Array | Float32Array;

/** An array of the same kind with `length` items. */
function emptyLike<T extends Items>(items: T, length: number): T {
  return new (items.constructor as new (length: number) => T)(length);
}

function takeRows<T extends Items>(rows: T, share: Uint32Array, width: number): T {
  const taken = emptyLike(rows, share.length * width);
  share.forEach((sample, place) =>
    taken.set(rows.subarray(sample * width, (sample + 1) * width), place * width),
  );
  return taken;
}

/** Rows of unequal length. */
function takeRuns<T extends Items>(
  items: T,
  starts: Uint32Array,
  share: Uint32Array,
): { items: T; starts: Uint32Array } {
  const takenStarts = new Uint32Array(share.length + 1);
  share.forEach((sample, place) => {
    takenStarts[place + 1] = takenStarts[place]! + starts[sample + 1]! - starts[sample]!;
  });
  const taken = emptyLike(items, takenStarts[share.length]!);
  share.forEach((sample, place) =>
    taken.set(items.subarray(starts[sample], starts[sample + 1]), takenStarts[place]),
  );
  return { items: taken, starts: takenStarts };
}
