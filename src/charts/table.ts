/** What a chart shows, as numbers, for spreadsheets and programs. */
import { quoted } from './curve-data.ts';

export type TableValue = string | number;

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly TableValue[])[];
}

/** RFC 4180; what is no number is left empty. */
export function tableToCsv({ columns, rows }: Table): string {
  const cell = (value: TableValue) => {
    if (typeof value === 'string') return quoted(value);
    return Number.isFinite(value) ? String(value) : '';
  };
  return [columns.map(quoted).join(','), ...rows.map((row) => row.map(cell).join(',')), ''].join('\r\n');
}

/** A list of objects; what is no number is null. */
export function tableToJson({ columns, rows }: Table): string {
  const objects = rows.map((row) =>
    Object.fromEntries(
      columns.map((column, i) => {
        const value = row[i]!;
        return [column, typeof value === 'number' && !Number.isFinite(value) ? null : value];
      }),
    ),
  );
  return `${JSON.stringify(objects, null, 1)}\n`;
}
