/** Columns of the tensors' table: how each is headed, read, written and sorted. */
import { formatBytes, formatCount, formatNumber, formatPercent } from '../core/quantity.ts';
import type { TensorMeasures, TensorRow } from '../state/tensor-rows.ts';

export interface TensorColumn {
  readonly id: string;
  readonly label: string;
  readonly kind: 'text' | 'figure' | 'code';
  readonly width: string;
  /** Id of the measure that explains it, if it is one. */
  readonly measure?: string;
  readonly value: (row: TensorRow, measures: TensorMeasures | null) => string | number;
  readonly format: (value: number) => string;
}

const asIs = (value: number) => formatNumber(value);
/** Of what lies between 0 and 1: as many digits in every row. */
const toThousandths = (value: number) => value.toFixed(3);

export const tensorColumns = [
  {
    id: 'name',
    label: 'Name',
    kind: 'code',
    width: 'minmax(min(320px, 56vw), 4fr)',
    value: ({ name }) => name,
    format: asIs,
  },
  {
    id: 'role',
    label: 'Role',
    kind: 'text',
    width: 'minmax(104px, 1fr)',
    value: ({ role }) => role,
    format: asIs,
  },
  {
    id: 'place',
    label: 'Layer · expert',
    kind: 'text',
    width: '108px',
    value: ({ place }) => place,
    format: asIs,
  },
  { id: 'shape', label: 'Shape', kind: 'figure', width: '104px', value: ({ shape }) => shape, format: asIs },
  { id: 'dtype', label: 'Dtype', kind: 'text', width: '64px', value: ({ dtype }) => dtype, format: asIs },
  {
    id: 'parameters',
    label: 'Elements',
    kind: 'figure',
    width: '104px',
    value: ({ parameters }) => parameters,
    format: formatCount,
  },
  {
    id: 'bytes',
    label: 'Size',
    kind: 'figure',
    width: '80px',
    value: ({ bytes }) => bytes,
    format: formatBytes,
  },
  measureColumn('mean', 'Mean |w|', asIs),
  measureColumn('max', 'Max |w|', asIs),
  measureColumn('gini', 'Gini', toThousandths),
  measureColumn('aimer', 'AIMER', toThousandths),
  measureColumn('zeros', 'Zeros', (value) => formatPercent(value, value > 0 && value < 0.001 ? 3 : 1)),
] as const satisfies readonly TensorColumn[];

function measureColumn(
  id: keyof TensorMeasures,
  label: string,
  format: (value: number) => string,
): TensorColumn {
  return {
    id,
    label,
    kind: 'figure',
    width: '80px',
    measure: id,
    value: ({ index }, measures) => measures?.[id][index] ?? NaN,
    format,
  };
}

/** "name", "-gini"; anything else leaves the order of the files. */
export function sortRows(
  rows: readonly TensorRow[],
  sort: string,
  measures: TensorMeasures | null,
): readonly TensorRow[] {
  const isFalling = sort.startsWith('-');
  const column = tensorColumns.find(({ id }) => id === sort.replace(/^-/, ''));
  if (column === undefined) return rows;
  const keyed = rows.map((row) => ({ row, key: sortKey(column, row, measures) }));
  keyed.sort((a, b) => compare(a.key, b.key, isFalling));
  return keyed.map(({ row }) => row);
}

/** Shapes sort by their size, not by their digits. */
function sortKey(column: TensorColumn, row: TensorRow, measures: TensorMeasures | null): string | number {
  return column.id === 'shape' ? row.parameters : column.value(row, measures);
}

const byText = new Intl.Collator('en', { numeric: true });

/** What is not known comes last, whatever the direction. */
function compare(a: string | number, b: string | number, isFalling: boolean): number {
  if (typeof a === 'string' || typeof b === 'string')
    return (isFalling ? -1 : 1) * byText.compare(String(a), String(b));
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return isFalling ? b - a : a - b;
}
