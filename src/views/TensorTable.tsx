import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { formatScope } from '../core/scope.ts';
import type { TensorMeasures, TensorRow } from '../state/tensor-rows.ts';
import { changeView, toggleCurve, useView } from '../state/view.ts';
import { HeaderCell } from '../ui/HeaderCell.tsx';
import { liveLook } from '../ui/look/chart-look.ts';
import { readRowHeight } from '../ui/row-height.ts';
import { Swatch } from '../ui/Swatch.tsx';
import { Table, TableBody, TableCell, TableHead, TableRow } from '../ui/Table.tsx';
import { useToast } from '../ui/Toasts.tsx';
import type { TensorColumn } from './tensor-columns.ts';
import styles from './TensorTable.module.css';
import type { Analysis } from './use-analyses.ts';
import type { DrawnCurve } from './use-drawn-curves.ts';

export interface TensorTableProps {
  readonly analysis: Analysis;
  readonly rows: readonly TensorRow[];
  readonly measures: TensorMeasures | null;
  readonly columns: readonly TensorColumn[];
  readonly curves: readonly (DrawnCurve | null)[];
}

/** Draws only the rows in sight, so half a million are as quick as fifty. */
export function TensorTable({ analysis, rows, measures, columns, curves }: TensorTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const sort = useView((view) => view.sort);
  const toast = useToast();
  const [rowHeight] = useState(readRowHeight);
  // The compiler leaves this component alone: a virtualizer changes what it returns from call to call.
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const drawn = curves.map((curve) => curve?.choice ?? null);
  const choose = (row: TensorRow) => {
    const scope = formatScope([{ kind: 'tensor', name: row.name }]);
    const outcome = toggleCurve(drawn, { source: analysis.source.id, scope });
    if (outcome === 'full')
      toast({ text: 'Eight curves are the most that can be told apart. Remove one first.' });
    if (outcome === 'added') {
      toast({
        text: 'Its curve is drawn.',
        action: { label: 'Show', onSelect: () => changeView({ panel: 'curve' }) },
      });
    }
  };
  return (
    <Table
      ref={scroller}
      label="Tensors"
      rowCount={rows.length + 1}
      columnCount={columns.length}
      columns={columns.map(({ width }) => width).join(' ')}
      className={styles.table}
    >
      <TableHead>
        {columns.map(({ id, label, kind }) => (
          <HeaderCell
            key={id}
            label={label}
            kind={kind === 'figure' ? 'figure' : 'text'}
            sort={sort === id ? 'ascending' : sort === `-${id}` ? 'descending' : null}
            onSort={(direction) => changeView({ sort: direction === 'descending' ? `-${id}` : id })}
          />
        ))}
      </TableHead>
      <TableBody style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]!;
          const slot = slotOf(row, analysis, curves);
          return (
            <TableRow
              key={row.index}
              index={index}
              isSelected={slot !== null}
              className={styles.row}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => choose(row)}
            >
              {columns.map((column) =>
                column.id === 'name' ? (
                  <TableCell key={column.id} kind="code" title={row.name}>
                    <button type="button" className={styles.name} aria-pressed={slot !== null}>
                      {slot !== null && <Swatch colour={liveLook.series[slot]!} />}
                      {row.name}
                    </button>
                  </TableCell>
                ) : (
                  <TableCell key={column.id} kind={column.kind}>
                    {textOf(column, row, measures)}
                  </TableCell>
                ),
              )}
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}

function textOf(column: TensorColumn, row: TensorRow, measures: TensorMeasures | null): string {
  const value = column.value(row, measures);
  if (typeof value === 'string') return value;
  return Number.isNaN(value) ? '–' : column.format(value);
}

function slotOf(row: TensorRow, { source }: Analysis, curves: readonly (DrawnCurve | null)[]): number | null {
  const scope = formatScope([{ kind: 'tensor', name: row.name }]);
  const found = curves.find((curve) => curve?.choice.source === source.id && curve.choice.scope === scope);
  return found?.slot ?? null;
}
