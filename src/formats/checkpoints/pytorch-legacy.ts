/**
 * PyTorch's format from before version 1.6 (and `_use_new_zipfile_serialization=False` since):
 * https://github.com/pytorch/pytorch/blob/main/torch/serialization.py, `_legacy_save`.
 *
 *     five pickles in a row: magic number, protocol, about the machine, the saved object, keys of storages
 *     for each key: elements i64 | their bytes
 */
import type { CheckpointFile } from '../../core/checkpoint.ts';
import { byteLengthOf } from '../../core/dtype.ts';
import { Fault } from '../../core/fault.ts';
import { clipped } from '../clipped.ts';
import { parsePickleAt, type ParsedPickle } from '../containers/pickle.ts';
import { isCount, PickleGlobal, type PersistentId, type PickleValue } from '../containers/pickle-values.ts';
import { elementTypeOf } from '../containers/torch-dtypes.ts';
import { torchEntries } from '../containers/torch-entries.ts';
import { placeArrays, stemOf, textsOf } from '../containers/torch-object.ts';
import { nameTensors } from '../containers/torch-payload.ts';
import type { TorchTensor } from '../containers/torch-tensors.ts';
import { findTensors } from '../containers/torch-walk.ts';
import type { MemberPlace } from '../containers/zip-data.ts';
import type { CheckpointFormat, FileContents, FileHead } from '../format.ts';
import { MAX_PICKLE_BYTES } from '../limits.ts';
import { readRanges } from '../read-ranges.ts';
import type { ByteSource, ReadOptions } from '../source.ts';

const FORMAT = 'PyTorch';

/** `80 02` and the magic number 0x1950a86a20f9469cfc6c as a long of ten bytes. */
const MAGIC = '\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19';
const PROTOCOL = 1001;
const PICKLES = 5;
const COUNT_BYTES = 8;

/** The first look: the pickles of most models. Each further one is eight times as long. */
const FIRST_BYTES = 2 ** 20;

export const pytorchLegacy = {
  id: 'pytorch-legacy',
  name: 'PyTorch (before 1.6)',
  recognises: ({ head }: FileHead) => MAGIC.split('').every((byte, i) => head[i] === byte.charCodeAt(0)),
  read: readLegacy,
} as const satisfies CheckpointFormat;

async function readLegacy(
  file: CheckpointFile,
  source: ByteSource,
  options?: ReadOptions,
): Promise<FileContents> {
  const saved = await readPickles(source, options);
  const tensors = nameTensors(findTensors(saved.object, source.name), stemOf(source.name));
  const stored = await placeStorages(source, saved, options);
  const arrays = placeArrays(tensors, { archive: file.name, files: 1 });
  for (const { name, tensor } of tensors) {
    if (typeof tensor.storage === 'string' && !stored.has(tensor.storage)) {
      throw malformed(
        source,
        `the bytes of “${clipped(name)}” (storage ${clipped(tensor.storage)}) are missing`,
      );
    }
  }
  const storages = new Map<TorchTensor['storage'], MemberPlace>([...stored, ...arrays.storages]);
  const layout = { file: source.name, byteOrder: saved.byteOrder, storages };
  return {
    tensors: torchEntries(tensors, layout),
    files: [file, ...arrays.files],
    metadata: textsOf(saved.object),
    notices: [],
  };
}

interface Saved {
  readonly object: PickleValue;
  readonly byteOrder: 'little' | 'big';
  /** In the order of their bytes, which begin at `endByte`. */
  readonly keys: readonly string[];
  readonly persistentIds: readonly PersistentId[];
  readonly endByte: number;
}

async function readPickles(source: ByteSource, options?: ReadOptions): Promise<Saved> {
  const { name: file, size: sizeBytes } = source;
  for (let length = FIRST_BYTES; ; length *= 8) {
    const known = Math.min(length, sizeBytes, MAX_PICKLE_BYTES);
    const bytes = await source.read(0, known, options);
    const saved = parsePickles(bytes, source);
    if (saved !== null) return saved;
    if (known === sizeBytes) {
      throw new Fault('truncated', { file, what: 'its description', neededBytes: known + 1, sizeBytes });
    }
    if (known === MAX_PICKLE_BYTES) {
      const facts = { what: 'the length of its description', value: known + 1, limit: MAX_PICKLE_BYTES };
      throw new Fault('over-limit', { file, ...facts });
    }
  }
}

/** Null if the bytes end before the last pickle does. */
function parsePickles(bytes: Uint8Array, source: ByteSource): Saved | null {
  const pickles: ParsedPickle[] = [];
  for (let startByte = 0; pickles.length < PICKLES;) {
    const pickle = parsePickleAt(bytes, { startByte, file: source.name });
    if (pickle === null) return null;
    pickles.push(pickle);
    startByte = pickle.endByte;
  }
  const [, protocol, machine, object, keys] = pickles as Five;
  if (protocol.value !== PROTOCOL) throw malformed(source, 'its protocol is not 1001');
  const isLittle = machine.value instanceof Map ? machine.value.get('little_endian') : undefined;
  if (typeof isLittle !== 'boolean') throw malformed(source, 'it does not tell its byte order');
  const names = keys.value;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
    throw malformed(source, 'its storages are no list of names');
  }
  return {
    object: object.value,
    byteOrder: isLittle ? 'little' : 'big',
    keys: names,
    persistentIds: object.persistentIds,
    endByte: keys.endByte,
  };
}

type Five = [ParsedPickle, ParsedPickle, ParsedPickle, ParsedPickle, ParsedPickle];

/** Where every storage lies: one after the other, each after its number of elements. */
async function placeStorages(
  source: ByteSource,
  saved: Saved,
  options?: ReadOptions,
): Promise<Map<string, MemberPlace>> {
  const sizes = storageSizes(source, saved.persistentIds);
  const places = new Map<string, MemberPlace>();
  let at = saved.endByte;
  for (const key of saved.keys) {
    const size = sizes.get(key);
    if (size === undefined) throw malformed(source, `nothing tells the size of storage ${clipped(key)}`);
    if (places.has(key)) throw malformed(source, `has the storage ${clipped(key)} twice`);
    places.set(key, { file: 0, startByte: at + COUNT_BYTES, byteLength: size.byteLength });
    at += COUNT_BYTES + size.byteLength;
  }
  const { name: file, size: sizeBytes } = source;
  if (at > sizeBytes)
    throw new Fault('truncated', { file, what: 'its last tensor', neededBytes: at, sizeBytes });
  await checkCounts(source, { saved, sizes, places }, options);
  return places;
}

interface StorageSize {
  readonly elements: number;
  readonly byteLength: number;
}

/** ('storage', class, key, device, elements, view): what the pickled object says of its storages. */
function storageSizes(source: ByteSource, ids: readonly PersistentId[]): Map<string, StorageSize> {
  const sizes = new Map<string, StorageSize>();
  for (const { id } of ids) {
    const [, type, key, , elements, view = null] = Array.isArray(id) ? id : [];
    const element = type instanceof PickleGlobal ? elementTypeOf(type.path) : null;
    if (element === null || typeof key !== 'string' || !isCount(elements)) continue;
    if (view !== null)
      throw malformed(source, 'a storage is a view of another, as nothing writes since 2017');
    sizes.set(key, { elements, byteLength: byteLengthOf(element.dtype, elements) });
  }
  return sizes;
}

/** The first and the last number of elements have to be what the object says: then those between fit, too. */
async function checkCounts(
  source: ByteSource,
  {
    saved,
    sizes,
    places,
  }: { saved: Saved; sizes: ReadonlyMap<string, StorageSize>; places: ReadonlyMap<string, MemberPlace> },
  options?: ReadOptions,
): Promise<void> {
  const keys = [saved.keys.at(0), saved.keys.at(-1)].filter((key) => key !== undefined);
  const ranges = keys.map((key) => {
    const { startByte } = places.get(key)!;
    return { startByte: startByte - COUNT_BYTES, endByte: startByte };
  });
  const counts = await readRanges(source, ranges, options);
  counts.forEach((bytes, i) => {
    const isLittle = saved.byteOrder === 'little';
    const view = new DataView(bytes.buffer, bytes.byteOffset, COUNT_BYTES);
    const elements = Number(view.getBigInt64(0, isLittle));
    if (elements !== sizes.get(keys[i]!)!.elements) {
      throw malformed(
        source,
        `storage ${clipped(keys[i]!)} has ${elements} elements and not those announced`,
      );
    }
  });
}

function malformed({ name }: ByteSource, detail: string): Fault<'malformed'> {
  return new Fault('malformed', { file: name, format: FORMAT, detail });
}
