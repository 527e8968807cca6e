/**
 * Parquet (https://parquet.apache.org/docs/file-format/), as far as columns of numbers, or of lists of as many numbers
 * in every row, need it: a page at a time, so that a file of any length takes a few megabytes.
 *
 * hyparquet reads the footer and page headers and unpacks Snappy; it is loaded with the first file that needs it. Levels
 * and values are decoded here, because a few bytes of them may claim billions of values, which must fail before anything
 * grows.
 */
import { Fault } from '../../../core/fault.ts';
import type { ReadOptions } from '../../source.ts';
import type { TraceFile } from '../trace-file.ts';
import { lookOnce } from './once.ts';
import {
  isParquet,
  malformedParquet,
  type ParquetColumn,
  type ParquetFile,
  type ParquetRows,
} from './parquet-column.ts';

/** Null for anything but Parquet. */
export const lookParquet = lookOnce(readParquet);

/** The same for a file that was recognised. Throws `malformed` or `over-limit`, and what sources throw. */
export async function readParquet(file: TraceFile, options?: ReadOptions): Promise<ParquetFile | null> {
  if (!isParquet(file.head)) return null;
  const { readColumns } = await import('./parquet-footer.ts');
  try {
    return await readColumns(file, options);
  } catch (error) {
    throw asFault(error, file);
  }
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
  const { readPages } = await import('./parquet-pages.ts');
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
  return isForeign ? malformedParquet(name, error.message.slice(0, 200)) : error;
}
