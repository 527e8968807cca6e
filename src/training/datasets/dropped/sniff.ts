/** What kind of dataset a dropped file is part of: by its unpacked beginning, and by its name only where that is silent. */
import { cifar10, cifar100, recordBytes } from '../reading/cifar.ts';
import { readHead, type DataFile, type DataFileOptions } from '../reading/data-file.ts';
import { isIdx } from '../reading/idx.ts';
import { isUtf8 } from '../reading/lines.ts';
import { plainName } from './roles.ts';

export type FileKind = 'idx' | 'cifar' | 'jsonl' | 'csv' | 'class-names';

const HEAD_BYTES = 4096;

/** Null for what is none of them; such a file is left aside. */
export async function sniffDatasetFile(
  file: DataFile,
  options: DataFileOptions = {},
): Promise<FileKind | null> {
  const head = await readHead(file, HEAD_BYTES, options);
  if (head.length === 0) return null;
  if (isIdx(head)) return 'idx';
  if (isCifar(file, head)) return 'cifar';
  const name = plainName(file.name);
  if (/(^|_)(label_names|meta)\.txt$|^batches\.meta\.txt$/.test(name)) return 'class-names';
  // A byte 0 is UTF-8, yet no text has one.
  if (head.includes(0) || !isUtf8(head)) return isTextName(name) ? 'csv' : null;
  return new TextDecoder().decode(head).trimStart().startsWith('{') ? 'jsonl' : 'csv';
}

/** So that a CSV file in another encoding is explained, and not called unknown. */
function isTextName(name: string): boolean {
  return /\.(csv|tsv|txt)$/.test(name);
}

/** Batches have no magic number: they are called .bin, and begin with labels that can be. */
function isCifar(file: DataFile, head: Uint8Array): boolean {
  if (!plainName(file.name).endsWith('.bin')) return false;
  if (/^(data_batch_\d+|test_batch|train|test)\.bin$/.test(plainName(file.name))) return true;
  return [cifar10, cifar100].some(
    (variant) => file.size % recordBytes(variant) === 0 && head[variant.labelAt]! < variant.classCount,
  );
}
