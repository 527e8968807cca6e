/**
 * HDF5 as Keras writes it: `model.h5` and `model.weights.h5` (https://keras.io/api/models/model_saving_apis/). Only what
 * describes the file is read, by an own reader of those parts of the format that Keras and h5py use: the library compiled to
 * WebAssembly takes 4 MB, reads synchronously, and hands out elements instead of saying where they are.
 */
import type { CheckpointFile } from '../../core/checkpoint.ts';
import { byteLengthOf, dtypes } from '../../core/dtype.ts';
import { Fault, notice } from '../../core/fault.ts';
import { elementCount, type TensorEntry } from '../../core/tensor.ts';
import { clipped } from '../clipped.ts';
import { readChunks } from '../containers/hdf5/chunks.ts';
import { HDF5_SIGNATURE } from '../containers/hdf5/superblock.ts';
import { readHdf5Datasets, type Hdf5Contents, type NamedDataset } from '../containers/hdf5/walk.ts';
import type { CheckpointFormat, FileContents, FileHead } from '../format.ts';
import { MAX_HDF5_SLAB_BYTES } from '../limits.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import { slabBytesOf } from '../sources/chunked-source.ts';

export const hdf5 = {
  id: 'hdf5',
  name: 'HDF5 (Keras)',
  recognises: ({ head }: FileHead) =>
    HDF5_SIGNATURE.split('').every((byte, i) => head[i] === byte.charCodeAt(0)),
  read: (file, source, options?) => readHdf5(source, { file, startByte: 0 }, options),
} as const satisfies CheckpointFormat;

/** Where the HDF5 file's first byte is: it may lie in an archive. */
export interface Hdf5Place {
  readonly file: CheckpointFile;
  readonly startByte: number;
}

/** Keras 2 keeps weights and the optimiser's state in one file, under these; Keras 3 has `optimizer/vars`. */
const WEIGHTS = 'model_weights/';
const OPTIMIZER = /^(?:optimizer_weights|optimizer)\//;

export async function readHdf5(
  source: ByteSource,
  place: Hdf5Place,
  options?: ReadOptions,
): Promise<FileContents> {
  const contents = await readHdf5Datasets(source, options);
  const files = [place.file];
  const ignored = [...contents.ignored];
  const tensors: TensorEntry[] = [];
  const placed = new Map<string, TensorEntry | string>();
  for (const { name, aliasOf, ...dataset } of contents.datasets) {
    const known = aliasOf === undefined ? undefined : placed.get(aliasOf);
    const stored = known ?? (await placeDataset(contents, { name, ...dataset }, { place, files }));
    placed.set(name, stored);
    if (typeof stored === 'string') ignored.push(`${clipped(name)} (${stored})`);
    else tensors.push({ ...stored, name, ...(aliasOf !== undefined && { aliasOf }) });
  }
  const notices = ignored.length > 0 ? [notice('ignored-files', { files: ignored.sort() })] : [];
  return { tensors: withPlainNames(tensors), files, metadata: {}, notices };
}

/** The dataset as a tensor, or in words why it is none. */
async function placeDataset(
  { metadata }: Hdf5Contents,
  { name, shape, elements, elementBytes, storage }: NamedDataset,
  { place, files }: { place: Hdf5Place; files: CheckpointFile[] },
): Promise<TensorEntry | string> {
  if (typeof elements === 'string') return elements;
  if (typeof storage === 'string' && !shape.includes(0)) return storage;
  const byteLength = byteLengthOf(elements.dtype, elementCount(shape));
  const undrawn = dtypes[elements.dtype].kind === 'complex' ? ({ undrawn: 'complex' } as const) : {};
  const entry = {
    name,
    shape,
    ...elements,
    ...undrawn,
    byteLength,
    ...(OPTIMIZER.test(name) && { isOptimizerState: true as const }),
  };
  if (typeof storage === 'string' || byteLength === 0)
    return { ...entry, file: 0, startByte: place.startByte };
  const tensor = clipped(name);
  if (storage.kind === 'contiguous') {
    const startByte = metadata.baseByte + storage.address;
    if (storage.byteLength !== byteLength) {
      const sizes = { expectedBytes: byteLength, actualBytes: storage.byteLength };
      throw new Fault('tensor-size-mismatch', { file: metadata.file, tensor, ...sizes });
    }
    const endByte = startByte + byteLength;
    if (endByte > metadata.size) {
      throw new Fault('tensor-outside-file', {
        file: metadata.file,
        tensor,
        endByte,
        sizeBytes: metadata.size,
      });
    }
    return { ...entry, file: 0, startByte: place.startByte + startByte };
  }
  const { chunk, filters } = storage;
  const chunkBytes = chunk.reduce((product, size) => product * size, elementBytes);
  if (Math.max(slabBytesOf({ shape, chunk, elementBytes }), chunkBytes) > MAX_HDF5_SLAB_BYTES)
    return 'in chunks that are too large';
  const chunks = await readChunks(metadata, { address: storage.address, shape, chunk });
  if (chunks === null) return 'written in part';
  const file =
    files.push({
      name: `${metadata.file}: ${tensor}`,
      size: byteLength,
      recipe: {
        kind: 'chunked',
        of: place.file.recipe,
        name: `${metadata.file}: ${tensor}`,
        size: byteLength,
        shape,
        chunk,
        elementBytes,
        filters,
        chunks: { ...chunks, startByte: chunks.startByte.map((byte) => place.startByte + byte) },
      },
    }) - 1;
  return { ...entry, file, startByte: 0 };
}

/** Without what all names of Keras 2 begin and end with, where they stay apart. */
function withPlainNames(tensors: readonly TensorEntry[]): TensorEntry[] {
  const plain = (name: string) =>
    (name.startsWith(WEIGHTS) ? name.slice(WEIGHTS.length) : name).replace(/:0$/, '');
  const isApart = new Set(tensors.map(({ name }) => plain(name))).size === tensors.length;
  if (!isApart) return [...tensors];
  return tensors.map(({ name, aliasOf, ...entry }) => ({
    name: plain(name),
    ...entry,
    ...(aliasOf !== undefined && { aliasOf: plain(aliasOf) }),
  }));
}
