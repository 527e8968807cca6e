/**
 * The summary file (`NAME.moescope`): a finished analysis, to be opened again without the checkpoint. Specification:
 * docs/summary-format.md. All that a scan found is kept exactly, but for the compact sketches of the parts, whose means
 * and spreads are rounded (summary-file/levels.ts): about 550 bytes a tensor.
 */
import type { Catalogue } from './catalogue.ts';
import { Fault } from './fault.ts';
import type { Summary } from './summary.ts';
import { ByteReader, ByteWriter, malformed, textOf } from './summary-file/bytes.ts';
import { crc32 } from './summary-file/checksum.ts';
import { readParts, readTensors, writeParts, writeTensors } from './summary-file/columns.ts';
import {
  manifestOf,
  parseManifest,
  sectionNames,
  type Manifest,
  type SectionName,
} from './summary-file/manifest.ts';
import { readClasses, readPartSketches, writeClasses, writePartSketches } from './summary-file/sketches.ts';

export const SUMMARY_FILE_ENDING = '.moescope';

/** Raised when the bytes change in a way that older versions can't read. */
export const SUMMARY_FILE_VERSION = 1;

export interface SummaryFile {
  readonly catalogue: Catalogue;
  readonly summary: Summary;
}

const MAGIC = 'MOESCOPE';
/** Magic, version, byte length of the file, checksum of all after the header, byte length of the manifest. */
const HEADER_BYTES = MAGIC.length + 4 * 4;

export function encodeSummaryFile({ catalogue, summary }: SummaryFile): Uint8Array {
  const sections: Record<SectionName, Uint8Array> = {
    tensors: written((writer) => writeTensors(writer, catalogue.tensors)),
    parts: written((writer) => writeParts(writer, catalogue.parts, catalogue.tensors)),
    sketches: written((writer) => writePartSketches(writer, summary.parts)),
    classes: written((writer) => writeClasses(writer, summary.classes)),
  };
  const lengths = Object.fromEntries(sectionNames.map((name) => [name, sections[name].length]));
  const manifest = new TextEncoder().encode(
    JSON.stringify(manifestOf(catalogue, summary, lengths as Manifest['sections'])),
  );
  const body = written((writer) => {
    writer.bytes(manifest);
    for (const name of sectionNames) writer.bytes(sections[name]);
  });
  return written((writer) => {
    writer.bytes(new TextEncoder().encode(MAGIC));
    writer.u32(SUMMARY_FILE_VERSION);
    writer.u32(HEADER_BYTES + body.length);
    writer.u32(crc32(body));
    writer.u32(manifest.length);
    writer.bytes(body);
  });
}

function written(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter();
  write(writer);
  return writer.written();
}

/** `file` is how faults call it. Throws a Fault for whatever is not a summary file that this version can read. */
export function decodeSummaryFile(bytes: Uint8Array, file = 'The summary'): SummaryFile {
  const { text, body } = openBody(bytes, file);
  const fail = (detail: string) => body.fail(detail);
  const manifest = parseManifest(text, { file, fail });
  const { checkpoint, vocabulary, kind, classes } = manifest;
  const read = <T>(name: SectionName, readSection: (reader: ByteReader) => T): T => {
    const reader = new ByteReader(body.bytes(manifest.sections[name]), file);
    const section = readSection(reader);
    return reader.remaining === 0 ? section : fail(`its ${name} go on after their end`);
  };
  const tensors = read('tensors', (reader) =>
    readTensors(reader, {
      tensors: manifest.tensors,
      files: checkpoint.files.length,
      dtypes: vocabulary.dtypes,
    }),
  );
  const parts = read('parts', (reader) =>
    readParts(reader, { parts: manifest.parts, structure: checkpoint.structure, vocabulary, tensors }),
  );
  const summary: Summary = {
    kind,
    parts: read('sketches', (reader) => readPartSketches(reader, manifest.parts)),
    classes: read('classes', (reader) => readClasses(reader, classes)),
  };
  if (body.remaining > 0) fail('there are bytes after its last section');
  return { catalogue: { ...checkpoint, tensors, parts }, summary };
}

/** Checks the header and what it says of the rest: the manifest's text, and a reader that stands behind it. */
function openBody(bytes: Uint8Array, file: string): { text: string; body: ByteReader } {
  if (bytes.length === 0) throw new Fault('empty-file', { file });
  const header = new ByteReader(bytes, file);
  if (textOf(header.bytes(MAGIC.length)) !== MAGIC) throw malformed(file, 'it does not begin like a summary');
  const version = header.u32();
  if (version > SUMMARY_FILE_VERSION) {
    const what = 'the summary format';
    throw new Fault('newer-version', { file, what, version, known: SUMMARY_FILE_VERSION });
  }
  const byteLength = header.u32();
  const checksum = header.u32();
  const manifestBytes = header.u32();
  if (byteLength > bytes.length) {
    const facts = { file, what: 'all of the summary', neededBytes: byteLength, sizeBytes: bytes.length };
    throw new Fault('truncated', facts);
  }
  const rest = bytes.subarray(HEADER_BYTES);
  if (byteLength < bytes.length || crc32(rest) !== checksum) {
    throw malformed(file, 'its bytes do not add up to its checksum');
  }
  const body = new ByteReader(rest, file);
  return { text: textOf(body.bytes(manifestBytes)) ?? body.fail('its manifest is not text'), body };
}
