/** Datasets in the four IDX files of MNIST: 60,000 training and 10,000 test images of 28 × 28 grey pixels, ten classes. */
import type { DatasetWords } from './build.ts';
import type { Dataset } from './dataset.ts';
import type { LoadContext } from './loading.ts';
import { prepared, readPrepared } from './prepared.ts';
import { idxDataset, type NamedIdx } from './reading/idx-dataset.ts';
import { parseIdx } from './reading/idx.ts';

export async function loadMnistLike(
  {
    classes,
    ...words
  }: Omit<DatasetWords, 'division' | 'notices'> & { readonly id: 'mnist' | 'fashion-mnist' },
  context: LoadContext,
): Promise<Dataset> {
  const { files } = prepared[words.id];
  const arrays = (await readPrepared(words.id, context)).map((bytes, i): NamedIdx => ({
    file: files[i]!,
    array: parseIdx(bytes, files[i]!),
  }));
  return idxDataset(
    { ...words, division: 'As published: 60,000 to train on, 10,000 to test.', notices: [] },
    {
      classes,
      train: { samples: arrays[0]!, labels: arrays[1]! },
      test: { samples: arrays[2]!, labels: arrays[3]! },
    },
  );
}
