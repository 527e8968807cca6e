/**
 * A folder that becomes one ZIP archive while it is written, without holding any of it: members stored as they are, each under
 * the folder's name. Sizes are 64-bit throughout (APPNOTE.TXT 4.3.14 to 4.3.16 and 4.5.3), and what is known of a member only
 * at its end is written over its header then: readers that begin at the front find everything in its place, too.
 */
import { crc32 } from '../../core/summary-file/checksum.ts';
import type { ByteSink, SinkFolder } from '../pruned/byte-sink.ts';

/** A file of which a few bytes can be written over. */
export interface PatchableSink extends ByteSink {
  /** `bytes` from `startByte` on, all of it written before. Throws `write-failed`. */
  patch(startByte: number, bytes: Uint8Array): Promise<void>;
}

const LOCAL = 0x04034b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
/** 4.5: sizes of 64 bits. */
const VERSION = 45;
/** Names are UTF-8. */
const FLAGS = 0x800;
/** 1 January 1980: the same files make the same archive. */
const DATE = 0x21;
const SIZES_64 = 1;
/** Stands for "see the 64-bit field". */
const ELSEWHERE = 0xffffffff;
const ELSEWHERE_16 = 0xffff;

interface Member {
  readonly name: Uint8Array;
  readonly startByte: number;
  byteLength: number;
  checksum: number;
}

export interface ZipFolder extends SinkFolder {
  /** Writes the directory, without which it is no archive. Throws `write-failed`. */
  finish(): Promise<void>;
}

/** Members are written one after the other; one that is discarded spoils the whole. */
export function zipFolder(sink: PatchableSink, folder: string): ZipFolder {
  const members: Member[] = [];
  let position = 0;

  async function append(...pieces: readonly Uint8Array[]): Promise<void> {
    for (const piece of pieces) {
      await sink.write(piece);
      position += piece.length;
    }
  }

  return {
    async create(name) {
      const text = new TextEncoder().encode(`${folder}/${name}`);
      const member: Member = { name: text, startByte: position, byteLength: 0, checksum: 0 };
      await append(localHeader(member), text, localSizes(member));
      return {
        async write(bytes) {
          member.checksum = crc32(bytes, member.checksum);
          member.byteLength += bytes.length;
          await append(bytes);
        },
        async close() {
          await sink.patch(member.startByte, localHeader(member));
          await sink.patch(member.startByte + LOCAL_BYTES + text.length, localSizes(member));
          members.push(member);
        },
        discard: () => Promise.resolve(),
      };
    },
    async finish() {
      const startByte = position;
      for (const member of members) await append(...directoryEntry(member));
      await append(...directoryEnd({ startByte, endByte: position, members: members.length }));
    },
  };
}

const LOCAL_BYTES = 30;

function localHeader({ name, checksum }: Member): Uint8Array {
  return record(
    [u32(LOCAL), u16(VERSION), u16(FLAGS), u16(0), u16(0), u16(DATE), u32(checksum)],
    [u32(ELSEWHERE), u32(ELSEWHERE), u16(name.length), u16(20)],
  );
}

function localSizes({ byteLength }: Member): Uint8Array {
  return record([u16(SIZES_64), u16(16), u64(byteLength), u64(byteLength)]);
}

function directoryEntry({ name, checksum, byteLength, startByte }: Member): readonly Uint8Array[] {
  const header = record(
    [u32(ENTRY), u16(VERSION), u16(VERSION), u16(FLAGS), u16(0), u16(0), u16(DATE), u32(checksum)],
    [u32(ELSEWHERE), u32(ELSEWHERE), u16(name.length), u16(28), u16(0), u16(0), u16(0), u32(0)],
    [u32(ELSEWHERE)],
  );
  return [header, name, record([u16(SIZES_64), u16(24), u64(byteLength), u64(byteLength), u64(startByte)])];
}

interface Directory {
  readonly startByte: number;
  readonly endByte: number;
  readonly members: number;
}

function directoryEnd({ startByte, endByte, members }: Directory): readonly Uint8Array[] {
  const byteLength = endByte - startByte;
  const end64 = record(
    [u32(END_64), u64(44), u16(VERSION), u16(VERSION), u32(0), u32(0)],
    [u64(members), u64(members), u64(byteLength), u64(startByte)],
  );
  const locator = record([u32(LOCATOR_64), u32(0), u64(endByte), u32(1)]);
  const count = u16(Math.min(members, ELSEWHERE_16));
  const end = record(
    [u32(END), u16(0), u16(0), count, count],
    [u32(Math.min(byteLength, ELSEWHERE)), u32(Math.min(startByte, ELSEWHERE)), u16(0)],
  );
  return [end64, locator, end];
}

interface Field {
  readonly bytes: 2 | 4 | 8;
  readonly value: number;
}

const u16 = (value: number): Field => ({ bytes: 2, value });
const u32 = (value: number): Field => ({ bytes: 4, value });
const u64 = (value: number): Field => ({ bytes: 8, value });

/** Little-endian, one after the other. */
function record(...groups: readonly (readonly Field[])[]): Uint8Array {
  const fields = groups.flat();
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, { bytes }) => sum + bytes, 0)));
  let at = 0;
  for (const { bytes, value } of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else if (bytes === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}
