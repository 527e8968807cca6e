/** A look into small tables in text: columns parted by commas, tabs or semicolons, with a header or without. */
import type { TraceFile } from '../trace-file.ts';
import { lookOnce } from './once.ts';

/** Tables of 512 layers and 2,048 experts have up to 20 MB. */
const MAX_BYTES = 32_000_000;
const MAX_COLUMNS = 4096;

export interface TextTable {
  /** As written, without quotes; null where the first row is of numbers. */
  readonly header: readonly string[] | null;
  /** Numbers, NaN for empty fields; all as long as the first row of the file. */
  readonly rows: readonly (readonly number[])[];
  /** Rows that are something else, and the line of the first of them, from 1. */
  readonly unreadable: { readonly lines: number; readonly first: number } | null;
  /** True if the last row was left out: it has too few columns, and no end. */
  readonly isCutShort: boolean;
}

/** Null for what is no table of numbers: if more rows are something else than are not. */
export const lookTextTable = lookOnce(
  async ({ head, size, source }: TraceFile): Promise<TextTable | null> => {
    if (size > MAX_BYTES || !isText(head)) return null;
    const bytes = size === head.length ? head : await source.read(0, size);
    const lines = new TextDecoder('utf-8', { fatal: true }).decode(bytes).split(/\r?\n/);
    const [delimiter] = /[,\t;]/.exec(lines[0] ?? '') ?? [];
    if (delimiter === undefined) return null;
    return tableOf(lines, delimiter);
  },
);

function isText(head: Uint8Array): boolean {
  return !head.subarray(0, 4096).some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0d].includes(byte));
}

function tableOf(lines: readonly string[], delimiter: string): TextTable | null {
  const first = fieldsOf(lines[0]!, delimiter);
  if (first.length < 2 || first.length > MAX_COLUMNS) return null;
  const hasHeader = first.some((field) => !isNumber(field));
  const rows: number[][] = [];
  const odd: number[] = [];
  lines.forEach((line, i) => {
    if (line.trim() === '' || (hasHeader && i === 0)) return;
    const fields = fieldsOf(line, delimiter);
    if (fields.length === first.length && fields.every(isNumber)) rows.push(fields.map(numberOf));
    else odd.push(i + 1);
  });
  // the text after the last line feed is empty where the file is whole
  const isCutShort = odd.at(-1) === lines.length;
  if (isCutShort) odd.pop();
  if (rows.length <= odd.length) return null;
  const unreadable = odd.length === 0 ? null : { lines: odd.length, first: odd[0]! };
  return { header: hasHeader ? first : null, rows, unreadable, isCutShort };
}

function fieldsOf(line: string, delimiter: string): string[] {
  return line.split(delimiter).map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
}

function isNumber(field: string): boolean {
  return field === '' || /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(field) || /^nan$/i.test(field);
}

function numberOf(field: string): number {
  return field === '' ? NaN : Number(field);
}
