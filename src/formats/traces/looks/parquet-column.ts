/** What is known of a Parquet file before any of its values is read, and what its values come as. */
import type { ColumnMetaData, SchemaElement } from 'hyparquet';
import { Fault } from '../../../core/fault.ts';

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

/** Numbers of whole rows, as they come. */
export interface ParquetRows {
  /** [rows, width]. */
  readonly values: Float64Array;
  readonly rows: number;
  /** Numbers of each row. */
  readonly width: number;
}

const MAGIC = [0x50, 0x41, 0x52, 0x31];

/** Files begin and end with “PAR1”. */
export function isParquet(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

export function malformedParquet(file: string, detail: string): Fault<'malformed'> {
  return new Fault('malformed', { file, format: 'Parquet', detail });
}
