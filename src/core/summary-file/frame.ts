/** What every binary file of ours begins with: magic, version, length, checksum; then a manifest in JSON, and sections. */
import { Fault } from '../fault.ts';
import { ByteReader, ByteWriter, malformed, textOf } from './bytes.ts';
import { crc32 } from './checksum.ts';

/** A kind of file. */
export interface Framing {
  /** Eight characters. */
  readonly magic: string;
  readonly version: number;
  /** As faults call it: “summary”. */
  readonly what: string;
}

/** Magic, version, byte length of the file, checksum of all after the header, byte length of the manifest. */
const HEADER_BYTES = 8 + 4 * 4;

export function encodeFrame(
  { magic, version }: Framing,
  manifest: unknown,
  sections: readonly Uint8Array[],
): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(manifest));
  const body = written((writer) => {
    writer.bytes(text);
    for (const section of sections) writer.bytes(section);
  });
  return written((writer) => {
    writer.bytes(new TextEncoder().encode(magic));
    writer.u32(version);
    writer.u32(HEADER_BYTES + body.length);
    writer.u32(crc32(body));
    writer.u32(text.length);
    writer.bytes(body);
  });
}

export function written(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter();
  write(writer);
  return writer.written();
}

export function hasMagic(bytes: Uint8Array, { magic }: Framing): boolean {
  return bytes.length >= magic.length && textOf(bytes.subarray(0, magic.length)) === magic;
}

/** Checks the header and what it says of the rest: the manifest's text, and a reader that stands behind it. */
export function openFrame(
  bytes: Uint8Array,
  { file, ...framing }: Framing & { readonly file: string },
): { text: string; body: ByteReader } {
  const { what } = framing;
  if (bytes.length === 0) throw new Fault('empty-file', { file });
  const header = new ByteReader(bytes, file, what);
  if (textOf(header.bytes(framing.magic.length)) !== framing.magic) {
    throw malformed(file, what, `it does not begin like a ${what}`);
  }
  const version = header.u32();
  if (version > framing.version) {
    throw new Fault('newer-version', { file, what: `the ${what} format`, version, known: framing.version });
  }
  const byteLength = header.u32();
  const checksum = header.u32();
  const manifestBytes = header.u32();
  if (byteLength > bytes.length) {
    const facts = { file, what: `all of the ${what}`, neededBytes: byteLength, sizeBytes: bytes.length };
    throw new Fault('truncated', facts);
  }
  const rest = bytes.subarray(HEADER_BYTES);
  if (byteLength < bytes.length || crc32(rest) !== checksum) {
    throw malformed(file, what, 'its bytes do not add up to its checksum');
  }
  const body = new ByteReader(rest, file, what);
  return { text: textOf(body.bytes(manifestBytes)) ?? body.fail('its manifest is not text'), body };
}

/** All of a section, which must end where it says. */
export function readSection<T>(
  body: ByteReader,
  { name, byteLength }: { readonly name: string; readonly byteLength: number },
  read: (reader: ByteReader) => T,
): T {
  const reader = body.within(byteLength);
  const section = read(reader);
  return reader.remaining === 0 ? section : body.fail(`its ${name} go on after their end`);
}
