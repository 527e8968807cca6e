import { useCallback, useMemo } from 'react';
import { formatCount, formatNumber, formatPercent } from '../../core/quantity.ts';
import { rowOf } from '../../core/routing/matrix.ts';
import { flowLift, flowShares } from '../../core/routing/statistics/flow.ts';
import { mutualInformation } from '../../core/routing/statistics/mutual-information.ts';
import { selectExperts } from '../../core/trace/selection.ts';
import { logLifts, symmetricDomain } from '../../core/usage/around.ts';
import { Card } from '../../ui/Card.tsx';
import { CellMatrix, type CellMark } from '../CellMatrix.tsx';
import styles from '../MatrixCard.module.css';
import { MatrixExport } from '../MatrixExport.tsx';
import { RampKey } from '../RampKey.tsx';
import { formatLogLift, MOST_LOG_LIFT } from './lift-format.ts';
import { changeSelection, pickedExperts, type UsageProps } from './usage.ts';
import { UsageExplain } from './UsageExplain.tsx';

/** Where the tokens of an expert go in the next layer. */
export function FlowCard({ usage }: UsageProps) {
  const { layer, layerName, selection } = usage;
  const { flow } = layer;
  const shown = useMemo(() => {
    if (flow === null) return null;
    const values = logLifts(flowLift(flow.counts).values);
    const names = (count: number) => Array.from({ length: count }, (_, expert) => String(expert));
    return {
      rowLabels: names(flow.counts.rows),
      columnLabels: names(flow.counts.columns),
      values,
      domain: symmetricDomain(values, MOST_LOG_LIFT),
      ramp: 'around' as const,
      density: 'square' as const,
    };
  }, [flow]);
  const shares = useMemo(() => (flow === null ? null : flowShares(flow.counts)), [flow]);
  const information = useMemo(() => (flow === null ? null : mutualInformation(flow.counts)), [flow]);
  const sentenceOf = useCallback(
    (cell: number) => {
      if (flow === null || shares === null || shown === null) return '';
      const [from, to] = [Math.floor(cell / flow.counts.columns), cell % flow.counts.columns];
      const share = rowOf(shares, from)[to]!;
      return `From expert ${from} to expert ${to} of layer ${flow.to}: ${Number.isNaN(share) ? 'nothing' : `${formatPercent(share)} of its way, ${formatLogLift(shown.values[cell]!)}`}`;
    },
    [flow, shares, shown],
  );
  const marked = useMemo(() => {
    if (flow === null) return [];
    const [from, to] = [pickedExperts(selection, layer.layer), pickedExperts(selection, flow.to)];
    return from.flatMap((row) =>
      to.map((column): CellMark => ({
        cell: row * flow.counts.columns + column,
        color: (look) => look.ink,
      })),
    );
  }, [selection, layer, flow]);
  if (flow === null || shown === null || information === null) return null;
  const choose = (cell: number) => {
    const ends = [
      { layer: layer.layer, expert: Math.floor(cell / flow.counts.columns) },
      { layer: flow.to, expert: cell % flow.counts.columns },
    ];
    changeSelection((now) => selectExperts({ ...now, layers: [layer.layer] }, ends), usage);
  };
  return (
    <Card
      title="Flow to the next layer"
      subtitle={`Experts of ${layerName} down, of layer ${flow.to} across, against layers that know nothing of each other`}
      explain={<UsageExplain of="flow" />}
      actions={
        <MatrixExport
          grid={shown}
          values={shown.values}
          name="log2 lift of flow"
          domain={shown.domain}
          rowsAre="expert"
          fileName={`flow-layer-${layer.layer}-to-${flow.to}`}
        />
      }
      footer={`I(E;E′) = ${formatNumber(Math.max(0, information.correctedBits))} bits, corrected for bias (${formatNumber(information.bits)} before), from ${formatCount(information.count)} pairs of choices.`}
    >
      <div className={styles.body}>
        <CellMatrix
          {...shown}
          label="Flow of experts by experts of the next layer. Arrow keys move, Enter picks both."
          summary={`${flow.counts.rows} by ${flow.counts.columns} ways`}
          sentenceOf={sentenceOf}
          marked={marked}
          onChooseCell={choose}
        />
        <RampKey
          domain={shown.domain}
          name="Against chance"
          format={formatLogLift}
          isPending={false}
          ramp="around"
        />
      </div>
    </Card>
  );
}
