/** Writes a ZIP archive of stored members: APPNOTE.TXT (4.3.7, 4.3.12, 4.3.16), as plain as every program reads it. */
import { crc32 } from '../../core/summary-file/checksum.ts';

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const LOCAL = 0x04034b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x800;
/** 1 January 1980: the same files make the same archive. */
const DATE = 0x21;

/** At most 65,535 members and 4 GiB. */
export function encodeZip(members: readonly NamedBytes[]): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let position = 0;
  for (const { name, bytes } of members) {
    const text = new TextEncoder().encode(name);
    const common = [0, 0, DATE, crc32(bytes), bytes.length, bytes.length, text.length, 0] as const;
    const header = record([4, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2], [LOCAL, VERSION, FLAGS, ...common]);
    const entry = record(
      [4, 2, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2, 2, 2, 2, 4, 4],
      [ENTRY, VERSION, VERSION, FLAGS, ...common, 0, 0, 0, 0, position],
    );
    chunks.push(header, text, bytes);
    directory.push(entry, text);
    position += header.length + text.length + bytes.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const count = members.length;
  const end = record([4, 2, 2, 2, 2, 4, 4, 2], [END, 0, 0, count, count, size, position, 0]);
  return joined([...chunks, ...directory, end]);
}

/** Little-endian numbers of so many bytes each. */
function record(widths: readonly number[], values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(widths.reduce((sum, width) => sum + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  widths.forEach((width, i) => {
    if (width === 2) view.setUint16(at, values[i]!, true);
    else view.setUint32(at, values[i]!, true);
    at += width;
  });
  return bytes;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
