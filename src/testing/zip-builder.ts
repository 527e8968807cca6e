/** ZIP archives for tests, honest and not: the directory may claim anything. Layout: formats/containers/zip.ts. */
import { deflateRawSync } from 'node:zlib';
import { ByteWriter } from './byte-writer.ts';

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly isDeflated?: boolean;
  /** What the directory says instead of the truth. */
  readonly claims?: Partial<Claims>;
}

export interface Claims {
  readonly flags: number;
  readonly method: number;
  readonly packedBytes: number | bigint;
  readonly size: number | bigint;
  readonly disk: number;
  readonly headerByte: number | bigint;
}

export interface ZipOptions {
  /** Data begin at multiples of this, padded as PyTorch does. */
  readonly alignment?: number;
  /** The directory keeps sizes and offsets in zip64 fields. */
  readonly isZip64?: boolean;
  /** What the end of the archive says instead of the truth. */
  readonly end?: Partial<EndClaims>;
  readonly comment?: string;
}

export interface EndClaims {
  readonly disk: number;
  readonly entries: number | bigint;
  readonly directoryBytes: number | bigint;
  readonly directoryByte: number | bigint;
}

const text = new TextEncoder();

export function buildZip(entries: readonly ZipEntry[], options: ZipOptions = {}): Uint8Array {
  const archive = new ByteWriter();
  const directory = new ByteWriter();
  for (const entry of entries) {
    const data = entry.isDeflated ? new Uint8Array(deflateRawSync(entry.bytes)) : entry.bytes;
    const method = entry.isDeflated ? 8 : 0;
    const truth = { flags: 0x808, method, packedBytes: data.length, size: entry.bytes.length, disk: 0 };
    const claims = { ...truth, headerByte: archive.length, ...entry.claims };
    writeMember(archive, { name: entry.name, data, method, size: entry.bytes.length }, options);
    writeDirectoryEntry(directory, { name: entry.name, ...claims }, options);
  }
  const truth = {
    disk: 0,
    entries: entries.length,
    directoryBytes: directory.length,
    directoryByte: archive.length,
  };
  archive.bytes(directory.done());
  writeEnd(archive, { ...truth, ...options.end }, options);
  return archive.done();
}

interface Member {
  readonly name: string;
  readonly data: Uint8Array;
  readonly method: number;
  readonly size: number;
}

/** Sizes are 0 in the header and stand in a descriptor behind the data, as in PyTorch's files. */
function writeMember(to: ByteWriter, { name, data, method, size }: Member, { alignment }: ZipOptions): void {
  const nameBytes = text.encode(name);
  const paddedByte = to.length + 30 + nameBytes.length + 4;
  const padding = alignment === undefined ? 0 : 4 + ((alignment - (paddedByte % alignment)) % alignment);
  to.u32(0x04034b50).u16(0, 0x808, method, 0, 0).u32(0, 0, 0).u16(nameBytes.length, padding);
  to.bytes(nameBytes, new Uint8Array(padding), data);
  to.u32(0x08074b50, 0, data.length, size);
}

function writeDirectoryEntry(
  to: ByteWriter,
  { name, flags, method, packedBytes, size, disk, headerByte }: Claims & { readonly name: string },
  { isZip64 }: ZipOptions,
): void {
  const nameBytes = text.encode(name);
  const all = 0xffffffff;
  to.u32(0x02014b50).u16(0, 0, flags, method, 0, 0).u32(0);
  to.u32(isZip64 ? all : Number(packedBytes), isZip64 ? all : Number(size));
  to.u16(nameBytes.length, isZip64 ? 28 : 0, 0, disk, 0).u32(0, isZip64 ? all : Number(headerByte));
  to.bytes(nameBytes);
  if (isZip64) to.u16(1, 24).u64(size, packedBytes, headerByte);
}

function writeEnd(to: ByteWriter, claims: EndClaims, { isZip64, comment = '' }: ZipOptions): void {
  const { disk, entries, directoryBytes, directoryByte } = claims;
  const commentBytes = text.encode(comment);
  if (isZip64) {
    const recordByte = to.length;
    to.u32(0x06064b50).u64(44).u16(0, 0).u32(0, 0).u64(entries, entries, directoryBytes, directoryByte);
    to.u32(0x07064b50, 0)
      .u64(recordByte)
      .u32(disk + 1);
  }
  const narrow = isZip64 ? [0xffffffff, 0xffffffff] : [Number(directoryBytes), Number(directoryByte)];
  to.u32(0x06054b50).u16(disk, disk, ...(isZip64 ? [0xffff, 0xffff] : [Number(entries), Number(entries)]));
  to.u32(...narrow)
    .u16(commentBytes.length)
    .bytes(commentBytes);
}
