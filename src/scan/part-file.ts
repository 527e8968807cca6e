/**
 * The part file (`NAME.moepart`): what one of several machines found of a checkpoint, exactly, so that all of them come
 * to what one would have found. Specification: docs/parts.md.
 */
import type { Catalogue } from '../core/catalogue.ts';
import { noTotals, addTotals, nonZeroCount } from '../core/sketch/totals.ts';
import { totalsAt } from '../core/sketch/columns.ts';
import type { ByteReader, ByteWriter } from '../core/summary-file/bytes.ts';
import {
  ownVocabulary,
  readParts,
  readSteps,
  readTensors,
  writeParts,
  writeSteps,
  writeTensors,
} from '../core/summary-file/columns.ts';
import {
  encodeFrame,
  hasMagic,
  openFrame,
  readSection,
  written,
  type Framing,
} from '../core/summary-file/frame.ts';
import { PASS_VERSION } from '../core/summary.ts';
import { parsePartManifest, partSections, type PartManifest, type PartSection } from './part-manifest.ts';
import { readRows, readTables, writeRows, writeTables } from './result-bytes.ts';
import type { ScanResult } from './scanner.ts';

export const PART_FILE_ENDING = '.moepart';

/** Raised when the bytes change in a way that older versions can't read. */
export const PART_FILE_VERSION = 1;

const framing: Framing = { magic: 'MOE-PART', version: PART_FILE_VERSION, what: 'part of a scan' };

type PartFacts = Pick<PartManifest, 'scan' | 'part' | 'of' | 'course' | 'fraction' | 'scope' | 'classes'>;

export interface ScanPart extends PartFacts {
  readonly catalogue: Catalogue;
  /** Of each part of the checkpoint: index into `classes`, or −1. */
  readonly classOf: Int16Array;
  /** How many the whole scan has, and which of them were read. */
  readonly batches: number;
  readonly ownBatches: Uint32Array;
  readonly result: ScanResult;
}

/** Whether these are the first bytes of such a file. */
export function isPartFile(head: Uint8Array): boolean {
  return hasMagic(head, framing);
}

export function encodePart({ catalogue, classOf, ownBatches, result, ...facts }: ScanPart): Uint8Array {
  const { tensors, parts, ...checkpoint } = catalogue;
  const sections: Record<PartSection, Uint8Array> = {
    tensors: written((writer) => writeTensors(writer, tensors)),
    parts: written((writer) => writeParts(writer, parts, tensors)),
    classes: written((writer) => writeClassOf(writer, classOf)),
    batches: written((writer) => writeSteps(writer, ownBatches)),
    rows: written((writer) => writeRows(writer, result)),
    tables: written((writer) => writeTables(writer, result.tables)),
  };
  const lengths = partSections.map((name) => [name, sections[name].length] as const);
  const { scan, part, of, course, fraction, scope, batches, classes } = facts;
  const manifest: PartManifest = {
    pass: PASS_VERSION,
    scan,
    part,
    of,
    course,
    fraction,
    scope,
    checkpoint,
    tensors: tensors.names.length,
    parts: parts.tensor.length,
    batches,
    ownBatches: ownBatches.length,
    classes,
    vocabulary: ownVocabulary,
    sections: Object.fromEntries(lengths) as PartManifest['sections'],
  };
  return encodeFrame(
    framing,
    manifest,
    partSections.map((name) => sections[name]),
  );
}

/** `file` is how faults call it. Throws a Fault for whatever is not a part file that this version can read. */
export function decodePart(bytes: Uint8Array, file: string): ScanPart {
  const { text, body } = openFrame(bytes, { ...framing, file });
  const manifest = parsePartManifest(text, { file, fail: (detail) => body.fail(detail) });
  const { checkpoint, vocabulary, classes, batches, sections } = manifest;
  const read = <T>(name: PartSection, readAll: (reader: ByteReader) => T): T =>
    readSection(body, { name, byteLength: sections[name] }, readAll);
  const tensors = read('tensors', (reader) =>
    readTensors(reader, {
      tensors: manifest.tensors,
      files: checkpoint.files.length,
      dtypes: vocabulary.dtypes,
    }),
  );
  const { structure } = checkpoint;
  const parts = read('parts', (reader) =>
    readParts(reader, { parts: manifest.parts, structure, vocabulary, tensors }),
  );
  const classOf = read('classes', (reader) => readClassOf(reader, manifest.parts, classes.length));
  const ownBatches = read('batches', (reader) =>
    Uint32Array.from(readSteps(reader, manifest.ownBatches, { least: 0, most: batches - 1 })),
  );
  const limits = { parts: manifest.parts, batches, classes: classes.length, dtypes: vocabulary.dtypes };
  const rows = read('rows', (reader) => readRows(reader, limits));
  const tables = read('tables', (reader) => readTables(reader, limits));
  if (body.remaining > 0) body.fail('there are bytes after its last section');
  const { scan, part, of, course, fraction, scope } = manifest;
  const facts = { scan, part, of, course, fraction, scope, classes };
  const result = { ...rows, tables };
  checkCounts(body, { classOf, result, classes });
  checkBatches(body, ownBatches, result);
  return { ...facts, catalogue: { ...checkpoint, tensors, parts }, classOf, batches, ownBatches, result };
}

function writeClassOf(writer: ByteWriter, classOf: Int16Array): void {
  for (const index of classOf) writer.varint(index + 1);
}

function readClassOf(reader: ByteReader, parts: number, classes: number): Int16Array {
  return Int16Array.from({ length: reader.quantity(parts, 1) }, () => {
    const index = reader.varint() - 1;
    return index < classes ? index : reader.fail('a part is of no class');
  });
}

/** What is read as rows must be of the batches that were read. */
function checkBatches(body: ByteReader, ownBatches: Uint32Array, { batches }: ScanResult): void {
  const own = new Set(ownBatches);
  if (own.size !== ownBatches.length) body.fail('a batch is there twice');
  if (batches.some((batch) => !own.has(batch))) body.fail('a row is of a batch that was not read');
}

/** Rows and tables must count the same weights: curves divide one by the other. */
function checkCounts(
  body: ByteReader,
  { classOf, result, classes }: Pick<ScanPart, 'classOf' | 'result' | 'classes'>,
): void {
  const { parts, sketches, tables } = result;
  const inRows = classes.map(() => noTotals);
  parts.forEach((part, row) => {
    const index = classOf[part]!;
    if (index >= 0) inRows[index] = addTotals(inRows[index]!, totalsAt(sketches, row));
  });
  const inTables = new Float64Array(classes.length);
  for (const { classIndex, counts } of tables) {
    inTables[classIndex]! += counts.count.reduce((sum, count) => sum + count, 0);
  }
  if (inRows.some((totals, index) => nonZeroCount(totals) !== inTables[index])) {
    body.fail('rows and tables do not count the same weights');
  }
}
