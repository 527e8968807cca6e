/**
 * Parquet (https://parquet.apache.org/docs/file-format/), as far as columns of numbers, or of lists of as many numbers
 * in every row, need it: a page at a time, so that a file of any length takes a few megabytes.
 *
 * hyparquet reads the footer and page headers and unpacks Snappy. Levels and values are decoded here, because a few
 * bytes of them may claim billions of values, which must fail before anything grows.
 */
import { parquetMetadata } from 'hyparquet';
import type { ColumnMetaData, FileMetaData, SchemaElement } from 'hyparquet';
import { Fault } from '../../../core/fault.ts';
import type { ReadOptions } from '../../source.ts';
import type { TraceFile } from '../trace-file.ts';
import { lookOnce } from './once.ts';
import { readPages } from './parquet-pages.ts';

const MAGIC = 'PAR1';
const TAIL_BYTES = 8;

/** Of real traces some 20 kB; each byte may become an object of a hundred. */
const MAX_FOOTER_BYTES = 4_000_000;

/** More bytes in a row with their highest bit set would be a number that takes minutes to add up. */
const MAX_NUMBER_BYTES = 4096;

export interface ParquetColumn {
  readonly name: string;
  /** Numbers in a row: one, or as many as the first row has. */
  readonly isList: boolean;
  readonly type: 'integer' | 'float' | 'other';
  /** Its part in each group of rows. */
  readonly chunks: readonly ColumnMetaData[];
  readonly element: SchemaElement;
  /** How deep a value is: of null-ness and of repetition. */
  readonly maxDefinition: number;
  readonly maxRepetition: number;
}

export interface ParquetFile {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, ParquetColumn>;
}

/** Null for anything but Parquet. */
export const lookParquet = lookOnce(readParquet);

/** The same for a file that was recognised. Throws `malformed` or `over-limit`, and what sources throw. */
export async function readParquet(file: TraceFile, options?: ReadOptions): Promise<ParquetFile | null> {
  if (!isMagic(file.head)) return null;
  const footer = await readFooter(file, options);
  try {
    return columnsOf(parquetMetadata(footer, { geoparquet: false }));
  } catch (error) {
    throw asFault(error, file);
  }
}

function isMagic(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, MAGIC.length)) === MAGIC;
}

/** The metadata with the eight bytes behind it. */
async function readFooter({ source, size, name }: TraceFile, options?: ReadOptions): Promise<Uint8Array> {
  if (size < MAGIC.length + TAIL_BYTES) throw malformed(name, 'it ends before its footer');
  const tail = await source.read(size - TAIL_BYTES, size, options);
  if (!isMagic(tail.subarray(4))) throw malformed(name, 'it does not end as Parquet does: it is cut off');
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  if (length > MAX_FOOTER_BYTES) {
    throw new Fault('over-limit', { file: name, what: 'the footer', value: length, limit: MAX_FOOTER_BYTES });
  }
  if (length > size - MAGIC.length - TAIL_BYTES) throw malformed(name, 'its footer is longer than the file');
  const footer = await source.read(size - TAIL_BYTES - length, size, options);
  if (hasEndlessNumber(footer)) throw malformed(name, 'its footer holds a number without end');
  return footer;
}

function hasEndlessNumber(bytes: Uint8Array): boolean {
  let run = 0;
  return bytes.some((byte) => {
    run = byte >= 0x80 ? run + 1 : 0;
    return run > MAX_NUMBER_BYTES;
  });
}

function columnsOf({ schema, row_groups: groups, num_rows }: FileMetaData): ParquetFile {
  const columns = new Map<string, ParquetColumn>();
  for (const leaf of leavesOf(schema)) {
    const chunks = groups.map(({ columns: parts }) => {
      const part = parts.find(({ meta_data }) => meta_data?.path_in_schema.join('.') === leaf.path.join('.'));
      if (part?.meta_data === undefined || part.file_path !== undefined)
        throw new Error(`no column ${leaf.path.join('.')}`);
      return part.meta_data;
    });
    columns.set(leaf.path[0]!, { ...leaf, name: leaf.path[0]!, isList: leaf.maxRepetition > 0, chunks });
  }
  return { rows: Number(num_rows), columns };
}

interface Leaf extends Pick<ParquetColumn, 'element' | 'type' | 'maxDefinition' | 'maxRepetition'> {
  readonly path: readonly string[];
}

/** Columns with values, by their names from the outermost inwards. */
function* leavesOf(schema: readonly SchemaElement[]): Generator<Leaf> {
  /** Names, and how many children are yet to come. */
  const open: { readonly element: SchemaElement; left: number }[] = [];
  for (const element of schema) {
    const parent = open.at(-1);
    if (parent !== undefined) parent.left--;
    open.push({ element, left: element.num_children ?? 0 });
    if ((element.num_children ?? 0) === 0) {
      const path = open.slice(1).map(({ element: { name } }) => name);
      const repetitions = open.slice(1).map(({ element: { repetition_type } }) => repetition_type);
      yield {
        path,
        element,
        type: typeOf(element),
        maxDefinition: repetitions.filter((repetition) => repetition !== 'REQUIRED').length,
        maxRepetition: repetitions.filter((repetition) => repetition === 'REPEATED').length,
      };
    }
    while (open.length > 0 && open.at(-1)!.left === 0) open.pop();
  }
}

function typeOf({ type, logical_type, type_length }: SchemaElement): ParquetColumn['type'] {
  if (type === 'INT32' || type === 'INT64') return 'integer';
  if (type === 'FLOAT' || type === 'DOUBLE') return 'float';
  const isHalf = type === 'FIXED_LEN_BYTE_ARRAY' && type_length === 2 && logical_type?.type === 'FLOAT16';
  return isHalf ? 'float' : 'other';
}

/** Numbers of whole rows, as they come. */
export interface ParquetRows {
  /** [rows, width]. */
  readonly values: Float64Array;
  readonly rows: number;
  /** Numbers of each row. */
  readonly width: number;
}

/**
 * Throws `malformed` where rows differ in how many numbers they have, `over-limit`, `unsupported-format` for packing
 * that is not read here, and what sources throw.
 */
export async function* parquetRows(
  file: TraceFile,
  column: ParquetColumn,
  options?: ReadOptions,
): AsyncGenerator<ParquetRows, void> {
  for (const chunk of column.chunks) {
    try {
      yield* readPages(file, { column, chunk }, options);
    } catch (error) {
      throw asFault(error, file);
    }
  }
}

/** hyparquet throws errors of its own, and reads beyond the end of what is cut off. */
function asFault(error: unknown, { name }: TraceFile): unknown {
  const isForeign = error instanceof Error && !(error instanceof Fault) && error.name !== 'AbortError';
  return isForeign ? malformed(name, error.message.slice(0, 200)) : error;
}

function malformed(file: string, detail: string): Fault<'malformed'> {
  return new Fault('malformed', { file, format: 'Parquet', detail });
}
