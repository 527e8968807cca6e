/** The footer of a Parquet file: https://parquet.apache.org/docs/file-format/metadata/ */
import { parquetMetadata } from 'hyparquet';
import type { FileMetaData, SchemaElement } from 'hyparquet';
import { Fault } from '../../../core/fault.ts';
import type { ReadOptions } from '../../source.ts';
import type { TraceFile } from '../trace-file.ts';
import { isParquet, malformedParquet, type ParquetColumn, type ParquetFile } from './parquet-column.ts';

const MAGIC_BYTES = 4;
const TAIL_BYTES = 8;

/** Of real traces some 20 kB; each byte may become an object of a hundred. */
const MAX_FOOTER_BYTES = 4_000_000;

/** More bytes in a row with their highest bit set would be a number that takes minutes to add up. */
const MAX_NUMBER_BYTES = 4096;

/** Throws `malformed`, `over-limit`, what hyparquet throws, and what sources throw. */
export async function readColumns(file: TraceFile, options?: ReadOptions): Promise<ParquetFile> {
  return columnsOf(parquetMetadata(await readFooter(file, options), { geoparquet: false }));
}

/** The metadata with the eight bytes behind it. */
async function readFooter({ source, size, name }: TraceFile, options?: ReadOptions): Promise<Uint8Array> {
  if (size < MAGIC_BYTES + TAIL_BYTES) throw malformedParquet(name, 'it ends before its footer');
  const tail = await source.read(size - TAIL_BYTES, size, options);
  if (!isParquet(tail.subarray(4)))
    throw malformedParquet(name, 'it does not end as Parquet does: it is cut off');
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  if (length > MAX_FOOTER_BYTES) {
    throw new Fault('over-limit', { file: name, what: 'the footer', value: length, limit: MAX_FOOTER_BYTES });
  }
  if (length > size - MAGIC_BYTES - TAIL_BYTES)
    throw malformedParquet(name, 'its footer is longer than the file');
  const footer = await source.read(size - TAIL_BYTES - length, size, options);
  if (hasEndlessNumber(footer)) throw malformedParquet(name, 'its footer holds a number without end');
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
