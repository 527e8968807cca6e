/** What both of PyTorch's formats make of a saved object beside its storages: names, texts, arrays in the pickle. */
import type { CheckpointFile } from '../../core/checkpoint.ts';
import { clipped } from '../clipped.ts';
import type { PickleValue } from './pickle-values.ts';
import type { NamedTensor } from './torch-payload.ts';
import type { TorchTensor } from './torch-tensors.ts';
import type { MemberPlace } from './zip-data.ts';

export interface PlacedArrays {
  readonly files: readonly CheckpointFile[];
  readonly storages: ReadonlyMap<TorchTensor['storage'], MemberPlace>;
}

/** Arrays that the pickle itself holds become files of their own, after the `files` that there are. */
export function placeArrays(
  tensors: readonly NamedTensor[],
  { archive, files }: { readonly archive: string; readonly files: number },
): PlacedArrays {
  const own: CheckpointFile[] = [];
  const storages = new Map<TorchTensor['storage'], MemberPlace>();
  for (const { name, tensor } of tensors) {
    const { storage } = tensor;
    if (typeof storage === 'string' || storages.has(storage)) continue;
    storages.set(storage, { file: files + own.length, startByte: 0, byteLength: storage.length });
    own.push(arrayFile(`${archive}: ${clipped(name)}`, storage));
  }
  return { files: own, storages };
}

/** A copy, for the bytes may be a view of a pickle that need not be kept. */
function arrayFile(name: string, bytes: Uint8Array): CheckpointFile {
  return { name, size: bytes.length, recipe: { kind: 'bytes', name, bytes: bytes.slice() } };
}

const MAX_TEXTS = 100;
const MAX_TEXT_CHARACTERS = 1000;

/** Plain values beside the model: epoch, step, version, the name of the run. */
export function textsOf(object: PickleValue): Record<string, string> {
  const texts: [string, string][] = [];
  for (const [key, value] of object instanceof Map ? object : []) {
    if (typeof key !== 'string' || key.length > MAX_TEXT_CHARACTERS || !isPlain(value)) continue;
    texts.push([key, String(value).slice(0, MAX_TEXT_CHARACTERS)]);
    if (texts.length === MAX_TEXTS) break;
  }
  return Object.fromEntries(texts);
}

function isPlain(value: PickleValue): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** What a tensor without a name is called. */
export function stemOf(name: string): string {
  return name.replace(/\.[^.]*$/, '') || name;
}
