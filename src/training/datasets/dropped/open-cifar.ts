/** CIFAR's binary batches that were dropped, with the files of class names if they lie beside them. */
import { imageDataset } from '../build.ts';
import { cifar10Classes } from '../cifar10.ts';
import type { Dataset, ImageSplit } from '../dataset.ts';
import {
  cifar10,
  cifar100,
  cifar20,
  cifarShape,
  parseCifar,
  recordBytes,
  type CifarBatch,
  type CifarVariant,
} from '../reading/cifar.ts';
import { readUnpacked, type DataFile, type DataFileOptions } from '../reading/data-file.ts';
import { linesOf } from '../reading/lines.ts';
import { plainName, roleOf } from './roles.ts';
import { droppedWords } from './splits.ts';

export async function openDroppedCifar(
  files: readonly DataFile[],
  nameFiles: readonly DataFile[],
  { signal, isCoarse = false }: DataFileOptions & { readonly isCoarse?: boolean },
): Promise<Dataset> {
  const batches: CifarBatch[] = [];
  for (const { name, file } of inOrder(files)) {
    batches.push({ file: name, bytes: await readUnpacked(file, { signal }) });
  }
  const variant = variantOf(batches[0]!, isCoarse);
  const isTest = ({ file }: CifarBatch) => roleOf(file) === 'test' && batches.length > 1;
  const train = parseCifar(
    batches.filter((batch) => !isTest(batch)),
    variant,
  );
  const tests = batches.filter(isTest);
  const none: ImageSplit = { pixels: new Uint8Array(0), labels: new Uint8Array(0), partOf: null };
  const name = variant.labelBytes === 1 ? 'CIFAR-10' : isCoarse ? 'CIFAR-100, superclasses' : 'CIFAR-100';
  return imageDataset(
    { ...droppedWords, name, classes: await classNames(variant, nameFiles), notices: [] },
    { ...cifarShape, train, test: tests.length > 0 ? parseCifar(tests, variant) : none },
  );
}

function inOrder(files: readonly DataFile[]): { name: string; file: DataFile }[] {
  return files
    .map((file) => ({ name: file.name, file }))
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

/** By the size of a record; where it fits both or neither, by what the first bytes can be. */
function variantOf({ bytes }: CifarBatch, isCoarse: boolean): CifarVariant {
  const fits = (variant: CifarVariant) => {
    const stride = recordBytes(variant);
    if (bytes.length % stride !== 0) return false;
    for (let at = 0; at < bytes.length; at += stride) {
      if (bytes[at + variant.labelAt]! >= variant.classCount) return false;
    }
    return true;
  };
  return !fits(cifar10) && fits(cifar100) ? (isCoarse ? cifar20 : cifar100) : cifar10;
}

async function classNames(
  { classCount }: CifarVariant,
  files: readonly DataFile[],
): Promise<readonly string[]> {
  const wanted =
    classCount === 10
      ? 'batches.meta.txt'
      : classCount === 20
        ? 'coarse_label_names.txt'
        : 'fine_label_names.txt';
  const file = files.find(({ name }) => plainName(name) === wanted);
  const names: string[] = [];
  if (file) for await (const { text } of linesOf(file)) if (text.trim() !== '') names.push(text.trim());
  if (names.length === classCount) return names;
  return classCount === 10 ? cifar10Classes : Array.from({ length: classCount }, (_, label) => String(label));
}
