/** The end of a ZIP archive: where the list of its members (the central directory) lies. Spec: see zip.ts, 4.3.14–16. */
import { Fault } from '../../core/fault.ts';
import { MAX_ZIP_DIRECTORY_BYTES } from '../limits.ts';
import type { ByteSource, ReadOptions } from '../source.ts';

const END_RECORD = 0x06054b50;
const END_RECORD_BYTES = 22;
const ZIP64_END_RECORD = 0x06064b50;
const ZIP64_END_RECORD_BYTES = 56;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_LOCATOR_BYTES = 20;
const MAX_COMMENT_BYTES = 0xffff;

/** True for the beginning of an archive without members. */
export function isEmptyZip(head: Uint8Array): boolean {
  return head.length >= END_RECORD_BYTES && viewOf(head).getUint32(0, true) === END_RECORD;
}

/** What every entry of the directory has besides its texts. */
export const ENTRY_BYTES = 46;

export interface ZipDirectory {
  readonly entries: number;
  readonly startByte: number;
  readonly bytes: DataView;
}

interface Place {
  readonly entries: number;
  readonly startByte: number;
  readonly byteLength: number;
}

/** Reads the end of the file and, if the directory is not already in it, the directory. Throws Fault. */
export async function readZipDirectory(source: ByteSource, options?: ReadOptions): Promise<ZipDirectory> {
  const tailByte = Math.max(0, source.size - MAX_COMMENT_BYTES - END_RECORD_BYTES - ZIP64_LOCATOR_BYTES);
  const tail = viewOf(await source.read(tailByte, source.size, options));
  const { limit, ...place } = await findDirectory(source, tail, options);
  refuseFalsePlace(place, { limitByte: tailByte + limit, file: source.name });
  const { startByte, byteLength } = place;
  const bytes =
    startByte >= tailByte
      ? new DataView(tail.buffer, tail.byteOffset + startByte - tailByte, byteLength)
      : viewOf(await source.read(startByte, startByte + byteLength, options));
  return { entries: place.entries, startByte, bytes };
}

/** `limit`: the offset in `tail` before which the directory must end. */
async function findDirectory(
  source: ByteSource,
  tail: DataView,
  options?: ReadOptions,
): Promise<Place & { readonly limit: number }> {
  const end = findEndRecord(tail);
  if (end === null) {
    throw damagedZip(source.name, 'the list of its members is missing, as after an interrupted download');
  }
  const locator = end - ZIP64_LOCATOR_BYTES;
  if (locator >= 0 && tail.getUint32(locator, true) === ZIP64_LOCATOR) {
    if (tail.getUint32(locator + 16, true) > 1) throw inSeveralParts(source.name);
    const place = await readZip64Place(source, uint64(tail, locator + 8), options);
    return { ...place, limit: locator };
  }
  if (tail.getUint16(end + 4, true) !== 0) throw inSeveralParts(source.name);
  return {
    entries: tail.getUint16(end + 10, true),
    byteLength: tail.getUint32(end + 12, true),
    startByte: tail.getUint32(end + 16, true),
    limit: end,
  };
}

/** The last record whose comment ends where the file does: a comment may hold the signature too. */
function findEndRecord(tail: DataView): number | null {
  for (let at = tail.byteLength - END_RECORD_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END_RECORD) continue;
    if (at + END_RECORD_BYTES + tail.getUint16(at + 20, true) === tail.byteLength) return at;
  }
  return null;
}

async function readZip64Place(source: ByteSource, recordByte: number, options?: ReadOptions): Promise<Place> {
  const endByte = recordByte + ZIP64_END_RECORD_BYTES;
  const record = endByte <= source.size ? viewOf(await source.read(recordByte, endByte, options)) : null;
  if (record?.getUint32(0, true) !== ZIP64_END_RECORD) {
    throw damagedZip(source.name, 'its zip64 record is not where it should be');
  }
  return {
    entries: uint64(record, 32),
    byteLength: uint64(record, 40),
    startByte: uint64(record, 48),
  };
}

function refuseFalsePlace(
  { entries, startByte, byteLength }: Place,
  { limitByte, file }: { limitByte: number; file: string },
): void {
  if (startByte + byteLength > limitByte || entries * ENTRY_BYTES > byteLength) {
    throw damagedZip(file, 'the list of its members is not where it should be');
  }
  if (byteLength > MAX_ZIP_DIRECTORY_BYTES) {
    const what = 'the size of the list of members';
    throw new Fault('over-limit', { file, what, value: byteLength, limit: MAX_ZIP_DIRECTORY_BYTES });
  }
}

/** Beyond 2^53 inexact, and beyond the end of any file: bounds checks refuse it. */
export function uint64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function damagedZip(file: string, detail: string): Fault<'malformed'> {
  return new Fault('malformed', { file, format: 'ZIP', detail });
}

export function unreadZip(
  file: string,
  facts: { format: string; advice: string },
): Fault<'unsupported-format'> {
  return new Fault('unsupported-format', { file, ...facts });
}

export function inSeveralParts(file: string): Fault<'unsupported-format'> {
  return unreadZip(file, {
    format: 'a ZIP archive in several parts',
    advice: 'Join its parts and open the whole.',
  });
}
