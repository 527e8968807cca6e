import { useCallback, useMemo } from 'react';
import { toggleExpert, toggleLayer, type ExpertId } from '../../core/trace/selection.ts';
import {
  expertStatistics,
  statisticTable,
  type ExpertStatistic,
} from '../../core/usage/expert-statistics.ts';
import { orderedTable, type OrderedTable } from '../../core/usage/matrix-order.ts';
import { changeView, useView } from '../../state/view.ts';
import { Card } from '../../ui/Card.tsx';
import { Explain } from '../../ui/Explain.tsx';
import { Select } from '../../ui/Select.tsx';
import { CellMatrix, type CellMark, type Gesture } from '../CellMatrix.tsx';
import styles from '../MatrixCard.module.css';
import { MatrixExport } from '../MatrixExport.tsx';
import { formatMeasure } from '../measure-format.ts';
import { RampKey } from '../RampKey.tsx';
import { valueRange } from '../use-cells.ts';
import { OrderControl } from './OrderControl.tsx';
import { changeSelection, type PickedTrace } from './usage.ts';

/** Every expert of every layer, coloured by any number that the trace tells of it. */
export function LoadMatrixCard({ usage }: { readonly usage: PickedTrace }) {
  const { reading, selection } = usage;
  const wanted = useView((view) => view.usageStatistic);
  const isSorted = useView((view) => view.usageOrder === 'load');
  const statistics = useMemo(() => expertStatistics(reading), [reading]);
  const statistic = statistics.find(({ id }) => id === wanted) ?? statistics[0];
  const table = useMemo(
    () => (statistic === undefined ? null : orderedTable(statisticTable(reading, statistic), isSorted)),
    [reading, statistic, isSorted],
  );
  const domain = useMemo(() => domainOf(statistic, table), [statistic, table]);
  const marked = useMemo(() => (table === null ? [] : marksOf(usage, table)), [usage, table]);
  const labels = useMemo(() => labelsOf(table), [table]);
  const sentenceOf = useCallback(
    (cell: number) => (table === null || statistic === undefined ? '' : cellWords(table, statistic, cell)),
    [table, statistic],
  );
  if (table === null || statistic === undefined) return null;

  const choose = (cell: number) => {
    const id = idOf(table, cell);
    changeSelection((now) => toggleExpert(now, id), usage);
  };
  const chooseLabel = (label: { row: number } | { column: number }, { isAdding }: Gesture) => {
    if (!('row' in label)) return;
    const layer = table.layers[label.row]!;
    changeSelection(
      (now) => (isAdding ? toggleLayer(now, layer) : { ...now, layers: [layer], experts: [] }),
      usage,
    );
  };
  const format = (value: number) => formatMeasure(statistic.kind, value);
  return (
    <Card
      title="Experts of all layers"
      subtitle={`Layers down, ${isSorted ? 'experts of each from the largest value to the smallest' : 'experts across'}. Press a cell to pick an expert, a layer’s number to show that layer`}
      explain={<StatisticExplain statistic={statistic} />}
      actions={
        <div className={styles.controls}>
          <OrderControl />
          <Select
            label="Coloured by"
            isLabelHidden
            size="small"
            value={statistic.id}
            onChange={(usageStatistic) => changeView({ usageStatistic })}
            options={statistics.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <MatrixExport
            grid={labels}
            values={table.values}
            name={statistic.name}
            domain={domain}
            fileName={`usage-${statistic.id}`}
          />
        </div>
      }
    >
      <div className={styles.body}>
        <CellMatrix
          {...labels}
          values={table.values}
          domain={domain}
          label={`Usage: layers by experts. Arrow keys move, Enter picks an expert.`}
          summary={`${selection.experts.length} picked; coloured by ${statistic.name}`}
          sentenceOf={sentenceOf}
          marked={marked}
          onChooseCell={choose}
          onChooseLabel={chooseLabel}
        />
        <RampKey domain={domain} name={statistic.name} format={format} isPending={false} />
      </div>
    </Card>
  );
}

export function StatisticExplain({ statistic }: { readonly statistic: ExpertStatistic }) {
  return (
    <Explain title={statistic.name} formula={statistic.formula}>
      {statistic.explanation}
    </Explain>
  );
}

/** Loads are read from 0 up; other numbers from the least there is. */
function domainOf(
  statistic: ExpertStatistic | undefined,
  table: OrderedTable | null,
): readonly [number, number] {
  const [low, high] = valueRange(table?.values ?? null);
  return statistic?.kind === 'number' && !['lift', 'weight'].includes(statistic.id)
    ? [low, high]
    : [Math.min(0, low), high];
}

function labelsOf(table: OrderedTable | null) {
  return {
    rowLabels: table?.layers.map(String) ?? [],
    columnLabels: Array.from({ length: table?.columns ?? 0 }, (_, column) => String(column)),
  };
}

function idOf({ layers, columns, experts }: OrderedTable, cell: number): ExpertId {
  return { layer: layers[Math.floor(cell / columns)]!, expert: experts[cell]! };
}

/** Picked experts. */
function marksOf({ selection }: PickedTrace, table: OrderedTable): readonly CellMark[] {
  const rows = new Map(table.layers.map((layer, row) => [layer, row]));
  return selection.experts.flatMap(({ layer, expert }) => {
    const row = rows.get(layer);
    if (row === undefined) return [];
    const start = row * table.columns;
    const at = table.experts.subarray(start, start + table.columns).indexOf(expert);
    return at < 0 ? [] : [{ cell: start + at, color: (look) => look.series[1]! }];
  });
}

function cellWords(table: OrderedTable, statistic: ExpertStatistic, cell: number): string {
  const { layer, expert } = idOf(table, cell);
  const value = table.values[cell] ?? NaN;
  const said = Number.isNaN(value)
    ? 'nothing known'
    : `${statistic.name} ${formatMeasure(statistic.kind, value)}`;
  return `Layer ${layer} · expert ${expert}: ${said}`;
}
