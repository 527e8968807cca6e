/** The pages of one column in one group of rows: https://parquet.apache.org/docs/file-format/data-pages/ */
import type { ColumnMetaData } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { snappyUncompress } from 'hyparquet/src/snappy.js';
import { Fault } from '../../../core/fault.ts';
import type { ByteSource, ReadOptions } from '../../source.ts';
import type { TraceFile } from '../trace-file.ts';
import type { ParquetColumn, ParquetRows } from './parquet-column.ts';
import { readLevels, readPlain, readRuns } from './parquet-values.ts';

/** Page headers have some 50 bytes, with statistics some more. */
const HEADER_BYTES = 4096;

/** Writers begin a page after 1 MB or 20,000 rows, if nobody tells them otherwise. */
const MAX_PAGE_BYTES = 128_000_000;
const MAX_PAGE_VALUES = 32_000_000;

interface Chunk {
  readonly column: ParquetColumn;
  readonly chunk: ColumnMetaData;
}

export async function* readPages(
  { source, name }: TraceFile,
  { column, chunk }: Chunk,
  options?: ReadOptions,
): AsyncGenerator<ParquetRows, void> {
  const end = Math.min(source.size, startOf(chunk) + Number(chunk.total_compressed_size));
  let dictionary: Float64Array | null = null;
  let width: number | null = null;
  let left = Number(chunk.num_values);
  for (let at = startOf(chunk); at < end && left > 0;) {
    const { header, bytes, endByte } = await readPage(source, { startByte: at, endByte: end }, options);
    at = endByte;
    if (header.type === 'DICTIONARY_PAGE') {
      const values = checkedCount(header.dictionary_page_header?.num_values, name);
      dictionary = readPlain(unpacked(bytes, header, chunk.codec, name), column.element, values);
    } else {
      const page = pageOf({ header, bytes }, { column, chunk }, name);
      left -= page.levels;
      const values = decode(page, { dictionary, column });
      width ??= widthOf(page, column);
      if (!isEven(page, width)) throw new Error('its rows have different numbers of values');
      if (values.length > 0) yield { values, rows: values.length / width, width };
    }
  }
  if (left > 0) throw new Error('a column ends before all of its values');
}

function startOf({ dictionary_page_offset: dictionary, data_page_offset: data }: ColumnMetaData): number {
  return Number(dictionary !== undefined && dictionary > 0n && dictionary < data ? dictionary : data);
}

type PageHeader = ReturnType<typeof parquetHeader>;

async function readPage(
  source: ByteSource,
  { startByte, endByte }: { readonly startByte: number; readonly endByte: number },
  options?: ReadOptions,
): Promise<{ header: PageHeader; bytes: Uint8Array; endByte: number }> {
  const start = await source.read(startByte, Math.min(endByte, startByte + HEADER_BYTES), options);
  const reader = { view: new DataView(start.buffer, start.byteOffset, start.length), offset: 0 };
  const header = parquetHeader(reader);
  const size = header.compressed_page_size;
  if (!(size >= 0 && header.uncompressed_page_size >= 0)) throw new Error('a page without a size');
  checkBytes(Math.max(size, header.uncompressed_page_size), source.name);
  const first = startByte + reader.offset;
  if (first + size > endByte) throw new Error('a page goes on beyond its column');
  const isHeld = reader.offset + size <= start.length;
  const bytes = isHeld
    ? start.subarray(reader.offset, reader.offset + size)
    : await source.read(first, first + size, options);
  return { header, bytes, endByte: first + size };
}

interface Page {
  /** Values, nulls and empty lists together. */
  readonly levels: number;
  readonly repetitions: Uint8Array | null;
  readonly definitions: Uint8Array | null;
  readonly encoding: string;
  readonly values: Uint8Array;
}

function pageOf(
  { header, bytes }: { readonly header: PageHeader; readonly bytes: Uint8Array },
  { column, chunk }: Chunk,
  name: string,
): Page {
  const { maxRepetition, maxDefinition } = column;
  const v2 = header.data_page_header_v2;
  if (v2 !== undefined) {
    const levels = checkedCount(v2.num_values, name);
    const repetitionEnd = v2.repetition_levels_byte_length;
    const valuesStart = repetitionEnd + v2.definition_levels_byte_length;
    if (!(repetitionEnd >= 0 && valuesStart >= repetitionEnd && valuesStart <= bytes.length))
      throw new Error('levels beyond their page');
    const rest = { ...header, uncompressed_page_size: header.uncompressed_page_size - valuesStart };
    const isPacked = v2.is_compressed !== false;
    return {
      levels,
      repetitions: readLevels(bytes.subarray(0, repetitionEnd), { max: maxRepetition, count: levels }),
      definitions: readLevels(bytes.subarray(repetitionEnd, valuesStart), {
        max: maxDefinition,
        count: levels,
      }),
      encoding: v2.encoding,
      values: isPacked
        ? unpacked(bytes.subarray(valuesStart), rest, chunk.codec, name)
        : bytes.subarray(valuesStart),
    };
  }
  const v1 = header.data_page_header;
  if (v1 === undefined) throw new Error('a page that is neither of data nor of a dictionary');
  const levels = checkedCount(v1.num_values, name);
  const page = new Sections(unpacked(bytes, header, chunk.codec, name));
  const repetitions = readLevels(page.next(maxRepetition), { max: maxRepetition, count: levels });
  const definitions = readLevels(page.next(maxDefinition), { max: maxDefinition, count: levels });
  return { levels, repetitions, definitions, encoding: v1.encoding, values: page.rest() };
}

/** Levels in the first version of data pages have their length before them. */
class Sections {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  next(maxLevel: number): Uint8Array {
    if (maxLevel === 0) return this.#bytes.subarray(0, 0);
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
    const end = this.#at + 4 + view.getUint32(this.#at, true);
    if (end > this.#bytes.length) throw new Error('levels beyond their page');
    const section = this.#bytes.subarray(this.#at + 4, end);
    this.#at = end;
    return section;
  }

  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }
}

function decode(
  { encoding, values, levels, definitions }: Page,
  { dictionary, column }: { readonly dictionary: Float64Array | null; readonly column: ParquetColumn },
): Float64Array {
  if (definitions?.some((level) => level < column.maxDefinition) === true)
    throw new Error('a column with empty fields');
  if (encoding === 'PLAIN') return readPlain(values, column.element, levels);
  if (!encoding.endsWith('_DICTIONARY'))
    throw new Error(`values in the encoding ${encoding}, which is not read`);
  if (dictionary === null) throw new Error('values of a dictionary that is not there');
  const indices = readRuns(values.subarray(1), { bitWidth: values[0] ?? 0, count: levels });
  const meant = new Float64Array(levels);
  for (let i = 0; i < levels; i++) {
    const index = indices[i]!;
    if (index >= dictionary.length) throw new Error('a value beyond its dictionary');
    meant[i] = dictionary[index]!;
  }
  return meant;
}

/** Of the first row. */
function widthOf({ repetitions, levels }: Page, { isList }: ParquetColumn): number {
  if (!isList || repetitions === null) return 1;
  const second = repetitions.indexOf(0, 1);
  return second < 0 ? levels : second;
}

/** Whether every row has `width` values: a level of 0 begins one. */
function isEven({ repetitions, levels }: Page, width: number): boolean {
  if (levels % width !== 0) return false;
  return repetitions === null || repetitions.every((level, i) => (level === 0) === (i % width === 0));
}

function unpacked(
  bytes: Uint8Array,
  { uncompressed_page_size: size }: Pick<PageHeader, 'uncompressed_page_size'>,
  codec: string,
  file: string,
): Uint8Array {
  if (codec === 'UNCOMPRESSED') return bytes;
  if (codec !== 'SNAPPY') {
    const advice =
      'Write the file again with compression="snappy" or none, which are the defaults of most libraries.';
    throw new Fault('unsupported-format', { file, format: `Parquet packed with ${codec}`, advice });
  }
  if (!(size >= 0)) throw new Error('a page without a size');
  const whole = new Uint8Array(size);
  snappyUncompress(bytes, whole);
  return whole;
}

function checkBytes(value: number, file: string): void {
  if (value <= MAX_PAGE_BYTES) return;
  throw new Fault('over-limit', { file, what: 'the bytes of a page', value, limit: MAX_PAGE_BYTES });
}

function checkedCount(value: number | undefined, file: string): number {
  if (value === undefined || !(value >= 0)) throw new Error('a page without a number of values');
  if (value > MAX_PAGE_VALUES) {
    throw new Fault('over-limit', { file, what: 'the values of a page', value, limit: MAX_PAGE_VALUES });
  }
  return value;
}
