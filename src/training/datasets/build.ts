/** Datasets from their splits: what can be worked out is, and what nobody can learn from is refused. */
import { Fault } from '../../core/fault.ts';
import type {
  Dataset,
  ImageDataset,
  ImageShape,
  ImageSplit,
  Labels,
  VectorDataset,
  VectorSplit,
} from './dataset.ts';
import { normalisationOfImages, normalisationOfVectors } from './normalisation.ts';

/** What is said of a dataset, less what follows from its samples. */
export type DatasetWords = Pick<
  Dataset,
  'id' | 'name' | 'classes' | 'origin' | 'licence' | 'division' | 'notices'
> & { readonly parts?: readonly string[] };

export function imageDataset(
  words: DatasetWords,
  { train, test, ...shape }: ImageShape & { readonly train: ImageSplit; readonly test: ImageSplit },
): ImageDataset {
  const normalisation = normalisationOfImages(train.pixels, shape.channels);
  return { parts: [], ...words, kind: 'image', ...shape, normalisation, train, test };
}

export function vectorDataset(
  words: DatasetWords,
  {
    features,
    train,
    test,
  }: { readonly features: readonly string[]; readonly train: VectorSplit; readonly test: VectorSplit },
): VectorDataset {
  const normalisation = normalisationOfVectors(train.values, features.length);
  return { parts: [], ...words, kind: 'vector', features, normalisation, train, test };
}

/** Throws `unusable-dataset` unless there are samples of two classes or more to train on, and some to test. */
export function checkUsable(file: string, { train, test }: { train: Labels; test: Labels }): void {
  const unusable = (detail: string) => new Fault('unusable-dataset', { file, detail });
  if (train.length === 0) throw unusable('it has no samples to train on');
  if (test.length === 0) throw unusable('it has too few samples to set some aside for the test');
  if (new Set(train).size < 2) throw unusable('all its training samples have the same label');
}
