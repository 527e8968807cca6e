/** Where the chunks of a dataset lie: a tree whose leaves are chunks, by their place in the array. */
import type { ChunkTable } from '../../../core/checkpoint.ts';
import { Fault } from '../../../core/fault.ts';
import { MAX_HDF5_CHUNKS } from '../../limits.ts';
import { malformedHdf5, type Hdf5Metadata } from './metadata.ts';

const CHUNK_NODE = 1;
const TREE_PREFIX_BYTES = 24;

/** Null if some chunk was never written. */
export async function readChunks(
  metadata: Hdf5Metadata,
  { address, shape, chunk }: { address: number; shape: readonly number[]; chunk: readonly number[] },
): Promise<ChunkTable | null> {
  const { file } = metadata;
  if (chunk.length !== shape.length || chunk.includes(0))
    throw malformedHdf5(file, 'chunks do not fit their array');
  const across = shape.map((size, axis) => Math.ceil(size / chunk[axis]!));
  const count = across.reduce((product, size) => product * size, 1);
  if (count > MAX_HDF5_CHUNKS) {
    throw new Fault('over-limit', {
      file,
      what: 'the number of chunks',
      value: count,
      limit: MAX_HDF5_CHUNKS,
    });
  }
  // each of them takes an entry of the tree
  if (count * entryBytesOf(shape.length) > metadata.size) return null;
  const table = {
    startByte: new Float64Array(count).fill(-1),
    byteLength: new Float64Array(count),
    skipped: new Uint32Array(count),
  };
  await readNode(metadata, address, {
    axes: shape.length,
    found({ offsets, ...stored }) {
      const place = offsets.reduce((sum, offset, axis) => {
        const number = offset / chunk[axis]!;
        if (!Number.isInteger(number) || number >= across[axis]!)
          throw malformedHdf5(file, 'a chunk lies beside its array');
        return sum * across[axis]! + number;
      }, 0);
      const startByte = metadata.baseByte + stored.address;
      const endByte = startByte + stored.byteLength;
      if (endByte > metadata.size) {
        throw new Fault('truncated', {
          file,
          what: 'a chunk',
          neededBytes: endByte,
          sizeBytes: metadata.size,
        });
      }
      table.startByte[place] = startByte;
      table.byteLength[place] = stored.byteLength;
      table.skipped[place] = stored.skipped;
    },
  });
  return table.startByte.includes(-1) ? null : table;
}

interface StoredChunk {
  /** Of the chunk's first element, along each axis. */
  readonly offsets: readonly number[];
  readonly address: number;
  readonly byteLength: number;
  /** A bit for every filter that was not used on it. */
  readonly skipped: number;
}

/** A length and a mask, the place along every axis and one more, and an address. */
function entryBytesOf(axes: number): number {
  return 8 + 8 * (axes + 1) + 8;
}

async function readNode(
  metadata: Hdf5Metadata,
  address: number,
  tree: { readonly axes: number; readonly found: (chunk: StoredChunk) => void },
): Promise<void> {
  metadata.meet(address);
  const prefix = await metadata.read(address, TREE_PREFIX_BYTES);
  prefix.expect('TREE');
  if (prefix.u8() !== CHUNK_NODE) throw malformedHdf5(metadata.file, 'a tree of chunks is one of names');
  const level = prefix.u8();
  const count = prefix.u16();
  const entries = await metadata.read(address + TREE_PREFIX_BYTES, count * entryBytesOf(tree.axes));
  for (let i = 0; i < count; i++) {
    const byteLength = entries.u32();
    const skipped = entries.u32();
    const offsets = Array.from({ length: tree.axes }, () => entries.u64());
    const child = entries.skip(8).u64();
    if (level > 0) await readNode(metadata, child, tree);
    else tree.found({ offsets, address: child, byteLength, skipped });
  }
}
