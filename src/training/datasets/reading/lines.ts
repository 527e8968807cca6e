/** The text of a file, checked to be UTF-8, and its lines. */
import { Fault } from '../../../core/fault.ts';
import { MAX_ROW_CHARACTERS } from '../limits.ts';
import { unpackedChunks, type DataFile, type DataFileOptions } from './data-file.ts';

/** The file's text, chunk by chunk, without a byte order mark. Throws `not-utf8`. */
export async function* textChunks(
  file: DataFile,
  options: DataFileOptions = {},
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  // What is left of a character that the next chunk completes; at most 3 bytes.
  let carried = new Uint8Array(0);
  let bytesBefore = 0;
  for await (const chunk of unpackedChunks(file, options)) {
    const bytes = joined(carried, chunk);
    const end = bytes.length - unfinishedBytes(bytes);
    yield decode(bytes.subarray(0, end));
    carried = bytes.slice(end);
    bytesBefore += end;
  }
  if (carried.length > 0) throw new Fault('not-utf8', { file: file.name, atByte: bytesBefore });

  function decode(bytes: Uint8Array): string {
    try {
      return decoder.decode(bytes, { stream: true });
    } catch (cause) {
      const atByte = bytesBefore + firstBadByte(bytes);
      throw new Fault('not-utf8', { file: file.name, atByte }, { cause });
    }
  }
}

export interface Line {
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
}

/** The file's lines, without their ends (\n or \r\n). Throws `over-limit` for one without end. */
export async function* linesOf(file: DataFile, options: DataFileOptions = {}): AsyncGenerator<Line, void> {
  let rest = '';
  let number = 0;
  for await (const text of textChunks(file, options)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield { text: withoutReturn(line), number: ++number };
    if (rest.length > MAX_ROW_CHARACTERS) throw endlessRow(file.name, rest.length);
  }
  if (rest !== '') yield { text: withoutReturn(rest), number: number + 1 };
}

export function endlessRow(file: string, value: number): Fault {
  return new Fault('over-limit', { file, what: 'characters in one row', value, limit: MAX_ROW_CHARACTERS });
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function joined(head: Uint8Array<ArrayBuffer>, tail: Uint8Array): Uint8Array {
  if (head.length === 0) return tail;
  const bytes = new Uint8Array(head.length + tail.length);
  bytes.set(head);
  bytes.set(tail, head.length);
  return bytes;
}

/** How many bytes at the end begin a character that has not ended: 0 to 3. */
function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/** By halving: after the longest beginning that is UTF-8, less a character in it that goes on wrongly. */
function firstBadByte(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good - unfinishedBytes(bytes.subarray(0, good));
}

/** Whether the bytes may begin a text: a character cut off at their end is none of their fault. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
