import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { scatterScene, scatterSentence, type ScatterBase } from '../../charts/usage/usage-scatter.ts';
import { gridOf } from '../../core/grid.ts';
import { measureList, type Measure } from '../../core/sketch/measure-list.ts';
import {
  expertStatistics,
  statisticTable,
  type ExpertStatistic,
} from '../../core/usage/expert-statistics.ts';
import { joinExperts, type JoinedExperts } from '../../core/usage/join-weights.ts';
import { changeView, useView } from '../../state/view.ts';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import { Select } from '../../ui/Select.tsx';
import { ChartExport, tableFiles } from '../ChartExport.tsx';
import styles from '../MatrixCard.module.css';
import { formatMeasure } from '../measure-format.ts';
import type { Analysis } from '../use-analyses.ts';
import { cellsQuery } from '../use-cells.ts';
import { scatterGroups } from './scatter-groups.ts';
import { ScatterPlot } from './ScatterPlot.tsx';
import type { PickedTrace } from './usage.ts';
import { UsageExplain } from './UsageExplain.tsx';

export interface ScatterCardProps {
  readonly usage: PickedTrace;
  /** The checkpoint that the trace is of, as far as anyone knows. */
  readonly analysis: Analysis | null;
}

/** Weights × usage: every expert by what its weights are like and by how it is used. */
export function ScatterCard({ usage, analysis }: ScatterCardProps) {
  const hasExperts = (analysis?.source.catalogue.structure.expertsPerLayer ?? 0) > 0;
  if (analysis === null || !hasExperts) {
    return (
      <Card title="Weights × usage" explain={<UsageExplain of="scatter" />}>
        <EmptyState title="No checkpoint beside this trace">
          Drop the checkpoint that was traced, and every expert stands here by its weights and its load.
        </EmptyState>
      </Card>
    );
  }
  return <JoinedScatter usage={usage} analysis={analysis} />;
}

/** Of these more means more weight. */
const heavyMeasures: readonly string[] = ['mean-magnitude', 'rms', 'max-magnitude', 'l1', 'l2'];
/** And of these more means more use. */
const usedStatistics: readonly string[] = ['share', 'choices', 'lift', 'first-choices', 'importance'];
const corners = { topLeft: 'heavy but idle', bottomRight: 'hot but light' };

function JoinedScatter({ usage, analysis }: { readonly usage: PickedTrace; readonly analysis: Analysis }) {
  const view = useView();
  const [scale, setScale] = useState<'linear' | 'log'>('linear');
  const { catalogue } = analysis.source;
  const { reading } = usage;
  const grid = useMemo(() => gridOf(catalogue, view.projection), [catalogue, view.projection]);
  const statistics = useMemo(() => expertStatistics(reading), [reading]);
  const statistic = statistics.find(({ id }) => id === view.usageAgainst) ?? statistics[0];
  const measure = measureList.find(({ id }) => id === view.usageWeights) ?? defaultMeasure;
  const { data: weights = null } = useQuery(cellsQuery(analysis, grid, measure, view));
  const joined = useMemo(() => {
    if (statistic === undefined) return null;
    const table = statisticTable(reading, statistic);
    const experts = joinExperts(grid, table);
    return { experts, values: Float64Array.from(experts.entries, (entry) => table.values[entry]!) };
  }, [reading, statistic, grid]);
  const base = useMemo(
    () =>
      joined === null || statistic === undefined || weights === null
        ? null
        : axesOf({ ...joined, weights, statistic, measure, scale }),
    [joined, statistic, weights, measure, scale],
  );
  if (statistic === undefined || joined === null) return null;
  const isEmpty = joined.experts.layers.length === 0;
  return (
    <Card
      title="Weights × usage"
      subtitle={subtitleOf(joined.experts, analysis.source.label)}
      explain={<UsageExplain of="scatter" />}
      actions={
        <div className={styles.controls}>
          <Select
            label="Measure of weights"
            isLabelHidden
            size="small"
            value={measure.id}
            onChange={(usageWeights) => changeView({ usageWeights })}
            options={measureList.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Select
            label="Measure of usage"
            isLabelHidden
            size="small"
            value={statistic.id}
            onChange={(usageAgainst) => changeView({ usageAgainst })}
            options={statistics.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <SegmentedControl
            label="Axis of usage"
            isLabelHidden
            size="small"
            value={scale}
            onChange={setScale}
            segments={[
              { value: 'linear', label: 'Linear' },
              { value: 'log', label: 'Log' },
            ]}
          />
          {base !== null && (
            <ChartExport
              what="weights and usage"
              fileName={`weights-usage-${measure.id}-${statistic.id}`}
              picture={(look) =>
                scatterScene(
                  {
                    ...base,
                    width: 960,
                    height: 640,
                    groups: scatterGroups(joined.experts, usage.selection, look),
                  },
                  look,
                )
              }
              {...tableFiles(() => ({
                columns: ['layer', 'expert', measure.id, statistic.id],
                rows: Array.from(joined.experts.layers, (layer, i) => [
                  layer,
                  joined.experts.experts[i]!,
                  base.y.values[i]!,
                  base.x.values[i]!,
                ]),
              }))}
            />
          )}
        </div>
      }
    >
      {isEmpty ? (
        <EmptyState title="Nothing in common">
          No layer of the trace has the number of a layer of {analysis.source.label}, or an expert of its.
        </EmptyState>
      ) : (
        base !== null && <ScatterPlot base={base} experts={joined.experts} usage={usage} />
      )}
    </Card>
  );
}

const defaultMeasure: Measure = measureList.find(({ id }) => id === 'rms') ?? measureList[0];

interface AxesInput {
  readonly experts: JoinedExperts;
  readonly values: Float64Array;
  readonly weights: Float64Array;
  readonly statistic: ExpertStatistic;
  readonly measure: Measure;
  readonly scale: 'linear' | 'log';
}

function axesOf({ experts, values, weights, statistic, measure, scale }: AxesInput): ScatterBase {
  const x = {
    name: statistic.name,
    format: (value: number) => formatMeasure(statistic.kind, value),
    scale,
    values,
  };
  const y = {
    name: measure.name,
    format: (value: number) => formatMeasure(measure.kind, value),
    scale: 'linear' as const,
    values: Float64Array.from(experts.cells, (cell) => weights[cell]!),
  };
  const isNamed = heavyMeasures.includes(measure.id) && usedStatistics.includes(statistic.id);
  const named = isNamed ? corners : null;
  return { x, y, corners: named, sentence: scatterSentence({ x, y, corners: named }) };
}

function subtitleOf({ by, missing }: JoinedExperts, label: string): string {
  const how =
    by === 'order'
      ? `; layers of ${label} and the trace are joined by their order, for no number is in both`
      : '';
  const without = missing.length === 0 ? '' : `; ${missing.length} layers of the trace are not in it`;
  return `Every expert of ${label}: drag over points to pick them${how}${without}`;
}
