/**
 * Names of tensors to bytes: each as what it shares with the name before, at its start and at its end, and what lies
 * between. A name in a list of 36,000 takes about five bytes.
 */
import { textOf, type ByteReader, type ByteWriter } from './bytes.ts';

/** Bytes of all names together, a hundred for each of two million: sharing could make them gigabytes. */
const MAX_NAME_BYTES = 200_000_000;

export function writeNames(writer: ByteWriter, names: readonly string[]): void {
  const encoder = new TextEncoder();
  let last = new Uint8Array(0);
  for (const name of names) {
    const bytes = encoder.encode(name);
    const shortest = Math.min(last.length, bytes.length);
    let start = 0;
    while (start < shortest && bytes[start] === last[start]) start++;
    let end = 0;
    while (end < shortest - start && bytes.at(-1 - end) === last.at(-1 - end)) end++;
    writer.varint(start);
    writer.varint(end);
    writer.varint(bytes.length - start - end);
    writer.bytes(bytes.subarray(start, bytes.length - end));
    last = bytes;
  }
}

export function readNames(reader: ByteReader, names: number): string[] {
  let last = new Uint8Array(0);
  let total = 0;
  return Array.from({ length: reader.quantity(names, 3) }, () => {
    const start = reader.varint();
    const end = reader.varint();
    if (start + end > last.length) reader.fail('a name shares more than the one before has');
    const between = reader.bytes(reader.varint());
    total += start + between.length + end;
    reader.limit('the length of all names', total, MAX_NAME_BYTES);
    const bytes = new Uint8Array(start + between.length + end);
    bytes.set(last.subarray(0, start));
    bytes.set(between, start);
    bytes.set(last.subarray(last.length - end), start + between.length);
    last = bytes;
    return textOf(bytes) ?? reader.fail('a name is not text');
  });
}
