/**
 * The summary file (`NAME.moescope`): a finished analysis, to be opened again without the checkpoint. Specification:
 * docs/summary-format.md. All that a scan found is kept exactly, but for the compact sketches of the parts, whose means
 * and spreads are rounded (summary-file/levels.ts): about 550 bytes a tensor.
 */
import type { Catalogue } from './catalogue.ts';
import type { Summary } from './summary.ts';
import type { ByteReader } from './summary-file/bytes.ts';
import { readParts, readTensors, writeParts, writeTensors } from './summary-file/columns.ts';
import {
  encodeFrame,
  hasMagic,
  openFrame,
  readSection,
  written,
  type Framing,
} from './summary-file/frame.ts';
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

const framing: Framing = { magic: 'MOESCOPE', version: SUMMARY_FILE_VERSION, what: 'summary' };

/** Whether these are the first bytes of such a file. */
export function isSummaryFile(head: Uint8Array): boolean {
  return hasMagic(head, framing);
}

export function encodeSummaryFile({ catalogue, summary }: SummaryFile): Uint8Array {
  const sections: Record<SectionName, Uint8Array> = {
    tensors: written((writer) => writeTensors(writer, catalogue.tensors)),
    parts: written((writer) => writeParts(writer, catalogue.parts, catalogue.tensors)),
    sketches: written((writer) => writePartSketches(writer, summary.parts)),
    classes: written((writer) => writeClasses(writer, summary.classes)),
  };
  const lengths = Object.fromEntries(sectionNames.map((name) => [name, sections[name].length]));
  return encodeFrame(
    framing,
    manifestOf(catalogue, summary, lengths as Manifest['sections']),
    sectionNames.map((name) => sections[name]),
  );
}

/** `file` is how faults call it. Throws a Fault for whatever is not a summary file that this version can read. */
export function decodeSummaryFile(bytes: Uint8Array, file = 'The summary'): SummaryFile {
  const { text, body } = openFrame(bytes, { ...framing, file });
  const fail = (detail: string) => body.fail(detail);
  const manifest = parseManifest(text, { file, fail });
  const { checkpoint, vocabulary, kind, classes } = manifest;
  const read = <T>(name: SectionName, readAll: (reader: ByteReader) => T): T =>
    readSection(body, { name, byteLength: manifest.sections[name] }, readAll);
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
