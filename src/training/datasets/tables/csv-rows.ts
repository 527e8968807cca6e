/** CSV (https://www.rfc-editor.org/rfc/rfc4180), with any one-character delimiter, and \n as well as \r\n. */
import { Fault } from '../../../core/fault.ts';
import { MAX_COLUMNS, MAX_ROW_CHARACTERS } from '../limits.ts';
import { endlessRow } from '../reading/lines.ts';

export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Feed it text in pieces; it hands over the rows that are whole. Empty lines are no rows. */
export class CsvParser {
  readonly #file: string;
  readonly #delimiter: string;
  #text = '';
  #line = 1;

  constructor(file: string, delimiter: string) {
    this.#file = file;
    this.#delimiter = delimiter;
  }

  /** Throws `bad-row` or `over-limit`. */
  *push(text: string): Generator<CsvRow, void> {
    this.#text += text;
    let start = 0;
    for (;;) {
      const row = this.#rowFrom(start, false);
      if (row === null) break;
      start = row.end;
      if (row.fields.length > 1 || row.fields[0] !== '') yield { line: this.#line, fields: row.fields };
      this.#line += row.lines;
    }
    this.#text = this.#text.slice(start);
    if (this.#text.length > MAX_ROW_CHARACTERS) throw endlessRow(this.#file, this.#text.length);
  }

  /** The last row, where the file does not end in a line end. */
  *end(): Generator<CsvRow, void> {
    if (this.#text === '') return;
    const { fields } = this.#rowFrom(0, true)!;
    if (fields.length > 1 || fields[0] !== '') yield { line: this.#line, fields };
  }

  /** The row that begins at `start`; null if it has not ended yet. */
  #rowFrom(start: number, isLast: boolean) {
    const text = this.#text;
    const fields: string[] = [];
    let lines = 1;
    let at = start;
    for (;;) {
      const field = text[at] === '"' ? this.#quoted(at, isLast) : this.#plain(at, isLast);
      if (field === null) return null;
      fields.push(field.value);
      lines += field.lines;
      if (fields.length > MAX_COLUMNS) throw tooManyColumns(this.#file, fields.length);
      at = field.end;
      if (at === text.length && isLast) return { fields, lines, end: at };
      if (text[at] !== this.#delimiter) return { fields, lines, end: at + (text[at] === '\r' ? 2 : 1) };
      at++;
    }
  }

  #plain(start: number, isLast: boolean) {
    const text = this.#text;
    let end = start;
    while (end < text.length && text[end] !== this.#delimiter && text[end] !== '\n') end++;
    if (end === text.length && !isLast) return null;
    const isReturn = text[end - 1] === '\r' && end > start && text[end] !== this.#delimiter;
    const valueEnd = isReturn ? end - 1 : end;
    return { value: text.slice(start, valueEnd), end: end === text.length ? end : valueEnd, lines: 0 };
  }

  /** A quote inside is written twice. */
  #quoted(start: number, isLast: boolean) {
    const text = this.#text;
    let at = start + 1;
    for (;;) {
      at = text.indexOf('"', at);
      if (at < 0) {
        if (isLast) throw this.#bad('a quoted field has no end');
        return null;
      }
      // What follows the quote decides; it may not be here yet.
      if (at + 2 >= text.length && !isLast) return null;
      if (text[at + 1] !== '"') break;
      at += 2;
    }
    const end = at + 1;
    const isEnd =
      end === text.length || text[end] === this.#delimiter || /^\r?(\n|$)/.test(text.slice(end, end + 2));
    if (!isEnd) throw this.#bad('a quoted field goes on after its closing quote');
    const value = text.slice(start + 1, at).replaceAll('""', '"');
    return { value, end, lines: value.split('\n').length - 1 };
  }

  #bad(detail: string): Fault {
    return new Fault('bad-row', { file: this.#file, line: this.#line, detail });
  }
}

function tooManyColumns(file: string, value: number): Fault {
  return new Fault('over-limit', { file, what: 'the number of columns', value, limit: MAX_COLUMNS });
}
