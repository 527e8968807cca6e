/** Files of the person's as a dataset: IDX, CIFAR's binary batches, CSV and JSON Lines. */
import { Fault, notice } from '../../../core/fault.ts';
import { checkUsable } from '../build.ts';
import type { Dataset } from '../dataset.ts';
import { MAX_DATASET_FILES } from '../limits.ts';
import { divide } from '../narrow.ts';
import type { DataFile } from '../reading/data-file.ts';
import type { DroppedDataset, DroppedOptions } from './dropped-dataset.ts';
import { openDroppedCifar } from './open-cifar.ts';
import { openDroppedIdx } from './open-idx.ts';
import { openDroppedTable } from './open-table.ts';
import { sniffDatasetFile, type FileKind } from './sniff.ts';

/** Share of the samples that is set aside where files bring no test split. */
export const TEST_FRACTION = 0.2;

/**
 * Throws `no-dataset`, `unpaired-file`, `several-datasets`, `unusable-dataset`, and what is wrong with a file;
 * AbortError when aborted.
 */
export async function openDropped(
  files: readonly DataFile[],
  options: DroppedOptions = {},
): Promise<DroppedDataset> {
  const names = files.map(({ name }) => name);
  if (files.length > MAX_DATASET_FILES) {
    const facts = {
      what: 'the number of files opened together',
      value: files.length,
      limit: MAX_DATASET_FILES,
    };
    throw new Fault('over-limit', { file: names[0]!, ...facts });
  }
  const kinds = await Promise.all(files.map((file) => sniffDatasetFile(file, { signal: options.signal })));
  const ofKind = (...wanted: readonly FileKind[]) =>
    files.filter((_, i) => kinds[i] !== null && wanted.includes(kinds[i]!));
  const found = await openOfKind(ofKind, options);
  if (found === null) throw new Fault('no-dataset', { files: names });
  const ignored = names.filter((_, i) => kinds[i] === null);
  const dataset = withTest(found.dataset, options.seed ?? 1);
  checkUsable(names[0]!, { train: dataset.train.labels, test: dataset.test.labels });
  return {
    ...found,
    dataset:
      ignored.length === 0
        ? dataset
        : { ...dataset, notices: [...dataset.notices, notice('ignored-files', { files: ignored })] },
  };
}

/** Binary datasets come before tables: a text that lies beside them is a description. */
async function openOfKind(
  ofKind: (...wanted: readonly FileKind[]) => readonly DataFile[],
  options: DroppedOptions,
): Promise<DroppedDataset | null> {
  const idx = ofKind('idx');
  if (idx.length > 0) return { dataset: await openDroppedIdx(idx, options), table: null };
  const cifar = ofKind('cifar');
  if (cifar.length > 0) {
    return { dataset: await openDroppedCifar(cifar, ofKind('class-names'), options), table: null };
  }
  const tables = ofKind('csv', 'jsonl');
  return tables.length > 0 ? openDroppedTable(tables, options) : null;
}

function withTest(dataset: Dataset, seed: number): Dataset {
  if (dataset.test.labels.length > 0) return dataset;
  const percent = Math.round(100 * TEST_FRACTION);
  return {
    ...divide(dataset, { fraction: TEST_FRACTION, seed }),
    division: `The files have no test split: ${percent} % of every class were set aside, chosen by the seed ${seed}.`,
  };
}
