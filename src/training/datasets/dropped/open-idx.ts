/** IDX files that were dropped: images and labels, paired by name, or where names are silent by their counts. */
import { Fault } from '../../../core/fault.ts';
import type { Dataset } from '../dataset.ts';
import { readUnpacked, type DataFile, type DataFileOptions } from '../reading/data-file.ts';
import { idxDataset, type IdxPair, type NamedIdx } from '../reading/idx-dataset.ts';
import { parseIdx } from '../reading/idx.ts';
import { pairKey } from './roles.ts';
import { droppedWords, splitsOf } from './splits.ts';

export async function openDroppedIdx(
  files: readonly DataFile[],
  { signal }: DataFileOptions,
): Promise<Dataset> {
  const arrays: NamedIdx[] = [];
  for (const file of files) {
    arrays.push({ file: file.name, array: parseIdx(await readUnpacked(file, { signal }), file.name) });
  }
  const { train, test } = splitsOf(pairUp(arrays), ({ samples }) => samples.file);
  return idxDataset(
    { ...droppedWords, name: pairKey(train.samples.file) || train.samples.file, notices: [] },
    { train, test, classes: null },
  );
}

/** Throws `unpaired-file`. */
function pairUp(arrays: readonly NamedIdx[]): readonly IdxPair[] {
  const samples = arrays.filter(({ array }) => array.shape.length > 1);
  const labels = arrays.filter(({ array }) => array.shape.length === 1);
  const free = new Set(labels);
  const pairs = samples.map((sample) => {
    const partner = partnerOf(sample, [...free]);
    if (partner === undefined) {
      const wanted = `an IDX file of ${sample.array.shape[0]!} labels`;
      throw new Fault('unpaired-file', { file: sample.file, wanted });
    }
    free.delete(partner);
    return { samples: sample, labels: partner };
  });
  const [alone] = free;
  if (alone) {
    const wanted = `an IDX file of ${alone.array.shape[0]!} samples`;
    throw new Fault('unpaired-file', { file: alone.file, wanted });
  }
  return pairs;
}

/** By name first, so that a wrong count is said to be one. */
function partnerOf({ file, array }: NamedIdx, labels: readonly NamedIdx[]): NamedIdx | undefined {
  const byName = labels.find((label) => pairKey(label.file) === pairKey(file));
  const byCount = labels.filter((label) => label.array.shape[0] === array.shape[0]);
  return byName ?? (byCount.length === 1 ? byCount[0] : undefined);
}
