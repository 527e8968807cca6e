import { Download } from 'lucide-react';
import type { TensorMeasures, TensorRow } from '../state/tensor-rows.ts';
import { Menu } from '../ui/Menu.tsx';
import { downloadText } from './download.ts';
import { tensorColumns } from './tensor-columns.ts';

export interface TensorExportProps {
  readonly rows: readonly TensorRow[];
  readonly measures: TensorMeasures | null;
  readonly name: string;
}

/** The rows found, in their order, as CSV or JSON. */
export function TensorExport({ rows, measures, name }: TensorExportProps) {
  const file = `${name.replace(/[^\w.-]+/g, '-')}-tensors`;
  return (
    <Menu
      label="Export the table"
      icon={Download}
      isIconOnly
      size="small"
      align="end"
      sections={[
        {
          items: [
            {
              label: 'CSV',
              hint: '.csv',
              onSelect: () => downloadText(`${file}.csv`, toCsv(rows, measures), 'text/csv'),
            },
            {
              label: 'JSON',
              hint: '.json',
              onSelect: () => downloadText(`${file}.json`, toJson(rows, measures), 'application/json'),
            },
          ],
        },
      ]}
    />
  );
}

function toCsv(rows: readonly TensorRow[], measures: TensorMeasures | null): string {
  const head = tensorColumns.map(({ id }) => id).join(',');
  const lines = rows.map((row) =>
    tensorColumns
      .map((column) => {
        const value = column.value(row, measures);
        if (typeof value === 'string') return `"${value.replaceAll('"', '""')}"`;
        return Number.isNaN(value) ? '' : String(value);
      })
      .join(','),
  );
  return [head, ...lines, ''].join('\r\n');
}

function toJson(rows: readonly TensorRow[], measures: TensorMeasures | null): string {
  const records = rows.map((row) =>
    Object.fromEntries(
      tensorColumns.map((column) => {
        const value = column.value(row, measures);
        return [column.id, typeof value === 'number' && Number.isNaN(value) ? null : value];
      }),
    ),
  );
  return `${JSON.stringify(records, null, 1)}\n`;
}
