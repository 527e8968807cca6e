/** What HDF5's filters did to a chunk, undone, the last first (https://github.com/HDFGroup/hdf5, H5Zdeflate.c, H5Zshuffle.c). */
import type { ChunkFilter } from '../../core/checkpoint.ts';

/** Fletcher's checksum, at the end. Not verified: damage shows in what is unpacked, or is no worse than in a plain file. */
const CHECKSUM_BYTES = 4;

/** Null if the result has not the length that it should have, or nothing can be unpacked. */
export async function unfilter(
  packed: Uint8Array,
  {
    filters,
    elementBytes,
    byteLength,
  }: {
    readonly filters: readonly ChunkFilter[];
    readonly elementBytes: number;
    readonly byteLength: number;
  },
): Promise<Uint8Array | null> {
  let bytes: Uint8Array | null = packed;
  for (const filter of [...filters].reverse()) {
    if (bytes === null) return null;
    if (filter === 'checksum') bytes = bytes.subarray(0, Math.max(0, bytes.length - CHECKSUM_BYTES));
    else if (filter === 'shuffle') bytes = unshuffle(bytes, elementBytes);
    else bytes = await inflate(bytes, byteLength + CHECKSUM_BYTES);
  }
  return bytes?.length === byteLength ? bytes : null;
}

/** All first bytes of elements come first, then all second ones, … */
function unshuffle(bytes: Uint8Array, elementBytes: number): Uint8Array {
  const elements = Math.floor(bytes.length / elementBytes);
  const plain = bytes.slice();
  for (let byte = 0; byte < elementBytes; byte++) {
    for (let i = 0; i < elements; i++) plain[i * elementBytes + byte] = bytes[byte * elements + i]!;
  }
  return plain;
}

/** Null if damaged, or longer than `most`. */
async function inflate(bytes: Uint8Array, most: number): Promise<Uint8Array | null> {
  const { readable, writable } = new DecompressionStream('deflate');
  const writer = writable.getWriter();
  // what fails here fails the reading
  writer.write(bytes.slice()).then(
    () => writer.close().catch(() => undefined),
    () => undefined,
  );
  const reader = readable.getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      pieces.push(piece.value);
      length += piece.value.length;
      if (length > most) return null;
    }
  } catch {
    return null;
  } finally {
    reader.cancel().catch(() => undefined);
  }
  const plain = new Uint8Array(length);
  pieces.reduce((at, piece) => {
    plain.set(piece, at);
    return at + piece.length;
  }, 0);
  return plain;
}
