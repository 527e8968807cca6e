/**
 * ZIP: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (sections 4.3.12 and 4.5.3). Only the central
 * directory is believed: PyTorch's writer leaves the sizes in local headers 0. Members that overlap are refused,
 * which also ends bombs that unpack the same bytes many times.
 *
 * A reader of its own because stored members are sliced straight out of the file, which needs their exact offsets:
 * @zip.js/zip.js tells where headers are, not where data are, and its smallest build adds 62 kB to a worker.
 */
import { Fault } from '../../core/fault.ts';
import { clipped } from '../clipped.ts';
import { MAX_DEFLATE_RATIO } from '../limits.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import {
  damagedZip,
  ENTRY_BYTES,
  inSeveralParts,
  readZipDirectory,
  uint64,
  unreadZip,
  viewOf,
  type ZipDirectory,
} from './zip-end.ts';

export interface ZipMember {
  readonly name: string;
  readonly compression: 'stored' | 'deflated';
  /** Bytes in the archive, and bytes when unpacked: the same if stored. */
  readonly packedBytes: number;
  readonly size: number;
  /** Bytes of the name, in the directory and in the local header. */
  readonly nameBytes: number;
  /** Where its local header begins, and one past the last byte that header and data may reach. */
  readonly headerByte: number;
  readonly limitByte: number;
}

export type ZipMembers = ReadonlyMap<string, ZipMember>;

/** Bytes of a local header before its name. */
export const LOCAL_HEADER_BYTES = 30;

export const LOCAL_HEADER = 0x04034b50;

const ENTRY = 0x02014b50;
const ZIP64_EXTRA = 0x0001;
const ENCRYPTED_FLAG = 1;

/** A field of all ones: the real value is in the zip64 extra field. */
const SATURATED_16 = 0xffff;
const SATURATED_32 = 0xffffffff;

const compressions: ReadonlyMap<number, ZipMember['compression']> = new Map([
  [0, 'stored'],
  [8, 'deflated'],
]);
const unreadCompressions: ReadonlyMap<number, string> = new Map([
  [9, 'Deflate64'],
  [12, 'bzip2'],
  [14, 'LZMA'],
  [93, 'Zstandard'],
  [95, 'XZ'],
]);

/**
 * Every member by name, in one to three reads. Throws `malformed`, `over-limit`, `zip-bomb`, or
 * `unsupported-format` for encryption, archives in several parts and rare compressions.
 */
export async function readZipMembers(source: ByteSource, options?: ReadOptions): Promise<ZipMembers> {
  const directory = await readZipDirectory(source, options);
  const entries = parseDirectory(directory, source.name).sort((a, b) => a.headerByte - b.headerByte);
  const members = new Map<string, ZipMember>();
  entries.forEach((entry, i) => {
    const limitByte = entries[i + 1]?.headerByte ?? directory.startByte;
    if (entry.headerByte + LOCAL_HEADER_BYTES + entry.nameBytes + entry.packedBytes > limitByte) {
      throw damagedZip(source.name, `“${clipped(entry.name)}” reaches into what follows it`);
    }
    if (members.has(entry.name)) throw damagedZip(source.name, `“${clipped(entry.name)}” is in it twice`);
    members.set(entry.name, { ...entry, limitByte });
  });
  return members;
}

type Entry = Omit<ZipMember, 'limitByte'>;

function parseDirectory({ entries, bytes }: ZipDirectory, file: string): Entry[] {
  const parsed: Entry[] = [];
  let at = 0;
  while (parsed.length < entries) {
    const byteLength = entryBytes(bytes, at);
    if (at + byteLength > bytes.byteLength) throw damagedZip(file, 'the list of its members is cut off');
    parsed.push(parseEntry(new DataView(bytes.buffer, bytes.byteOffset + at, byteLength), file));
    at += byteLength;
  }
  if (at !== bytes.byteLength) throw damagedZip(file, 'the list of its members is longer than it says');
  return parsed;
}

/** Infinite if no entry is there. */
function entryBytes(view: DataView, at: number): number {
  if (at + ENTRY_BYTES > view.byteLength || view.getUint32(at, true) !== ENTRY) return Infinity;
  const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
  return ENTRY_BYTES + name! + extra! + comment!;
}

/** `entry` covers exactly one entry. */
function parseEntry(entry: DataView, file: string): Entry {
  const nameBytes = entry.getUint16(28, true);
  const name = new TextDecoder().decode(
    new Uint8Array(entry.buffer, entry.byteOffset + ENTRY_BYTES, nameBytes),
  );
  const compression = parseCompression(entry, { file, name });
  const [size, packedBytes, headerByte] = parsePlace(entry, { file, name, nameBytes });
  if (compression === 'stored' && packedBytes !== size) {
    throw damagedZip(file, `“${clipped(name)}” is not packed, yet has two different sizes`);
  }
  if (size > packedBytes * MAX_DEFLATE_RATIO) {
    throw new Fault('zip-bomb', { file, member: clipped(name), packedBytes, claimedBytes: size });
  }
  return { name, compression, packedBytes, size, nameBytes, headerByte };
}

function parseCompression(entry: DataView, { file, name }: { file: string; name: string }) {
  if ((entry.getUint16(8, true) & ENCRYPTED_FLAG) !== 0) {
    const advice = 'Unpack it with its password and open what is inside.';
    throw unreadZip(file, { format: 'an encrypted ZIP archive', advice });
  }
  const method = entry.getUint16(10, true);
  const compression = compressions.get(method);
  if (compression !== undefined) return compression;
  const how = unreadCompressions.get(method) ?? `the unknown method ${method}`;
  const advice = 'Unpack it and open what is inside.';
  throw unreadZip(file, { format: `a ZIP archive with “${clipped(name)}” packed by ${how}`, advice });
}

/** Size, packed size and header's place; from the zip64 field, in this order, whichever is saturated. */
function parsePlace(
  entry: DataView,
  { file, name, nameBytes }: { file: string; name: string; nameBytes: number },
): [number, number, number] {
  const disk = entry.getUint16(34, true);
  if (disk !== 0 && disk !== SATURATED_16) throw inSeveralParts(file);
  const wide = zip64Field(entry, ENTRY_BYTES + nameBytes);
  let at = 0;
  function real(narrow: number): number {
    if (narrow !== SATURATED_32) return narrow;
    if (at + 8 > wide.byteLength) throw damagedZip(file, `“${clipped(name)}” lacks its zip64 sizes`);
    at += 8;
    return uint64(wide, at - 8);
  }
  return [real(entry.getUint32(24, true)), real(entry.getUint32(20, true)), real(entry.getUint32(42, true))];
}

/** Extra fields are (id, length, bytes) in a row. Empty if there is none for zip64, or a length lies before it. */
function zip64Field(entry: DataView, start: number): DataView {
  const end = start + entry.getUint16(30, true);
  for (let at = start; at + 4 <= end; at += 4 + entry.getUint16(at + 2, true)) {
    const length = entry.getUint16(at + 2, true);
    if (entry.getUint16(at, true) === ZIP64_EXTRA && at + 4 + length <= end) {
      return new DataView(entry.buffer, entry.byteOffset + at + 4, length);
    }
  }
  return new DataView(entry.buffer, entry.byteOffset, 0);
}

/** The name of the archive's first member, from the file's first bytes; null if these begin no archive. */
export function firstMemberName(head: Uint8Array): string | null {
  if (head.length < LOCAL_HEADER_BYTES) return null;
  const header = viewOf(head);
  if (header.getUint32(0, true) !== LOCAL_HEADER) return null;
  const nameEnd = LOCAL_HEADER_BYTES + header.getUint16(26, true);
  return new TextDecoder().decode(head.subarray(LOCAL_HEADER_BYTES, nameEnd));
}
