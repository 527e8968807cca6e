import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { formatCount, formatNumber } from '../../core/quantity.ts';
import { tokenCount } from '../../core/routing/statistics/routing-counts.ts';
import { selectExperts } from '../../core/trace/selection.ts';
import { logLifts, symmetricDomain } from '../../core/usage/around.ts';
import { reordered, type PairAnalysis } from '../../core/usage/pair-analysis.ts';
import { pairsQuery } from '../../state/usage.ts';
import { Card } from '../../ui/Card.tsx';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { CellMatrix, type CellMark } from '../CellMatrix.tsx';
import styles from '../MatrixCard.module.css';
import { MatrixExport } from '../MatrixExport.tsx';
import { RampKey } from '../RampKey.tsx';
import { formatLogLift, MOST_LOG_LIFT } from './lift-format.ts';
import ownStyles from './PairsCard.module.css';
import { PairTables } from './PairTables.tsx';
import { changeSelection, pickedExperts, type UsageProps } from './usage.ts';
import { UsageExplain } from './UsageExplain.tsx';

type PairMeasure = 'lift' | 'residual';
type PairOrder = 'clustered' | 'id';

/** Which experts of the shown layer are chosen together, against what their loads alone would give. */
export function PairsCard({ usage }: UsageProps) {
  const { reading, layer, layerName } = usage;
  const { data, isPending } = useQuery(pairsQuery(reading, layer));
  const [measure, setMeasure] = useState<PairMeasure>('lift');
  const [order, setOrder] = useState<PairOrder>('clustered');
  if (layer.pairs === null) return null;
  return (
    <Card
      title="Co-activation"
      subtitle={`Pairs of experts that a token of ${layerName} chooses together, against chance at these loads`}
      explain={<UsageExplain of="pairs" />}
      actions={
        <div className={styles.controls}>
          <SegmentedControl
            label="Order of experts"
            isLabelHidden
            size="small"
            value={order}
            onChange={setOrder}
            segments={[
              { value: 'clustered', label: 'Clustered' },
              { value: 'id', label: 'By id' },
            ]}
          />
          <SegmentedControl
            label="Coloured by"
            isLabelHidden
            size="small"
            value={measure}
            onChange={setMeasure}
            segments={[
              { value: 'lift', label: 'Lift' },
              { value: 'residual', label: 'Residual' },
            ]}
          />
        </div>
      }
      footer={footerOf(usage.layer)}
    >
      {isPending ? (
        <Skeleton height="360px" />
      ) : data === null || data === undefined ? (
        <p>These counts can not be those of whole tokens, so nothing can be expected of their pairs.</p>
      ) : (
        <div className={ownStyles.sides}>
          <PairMatrix usage={usage} pairs={data} measure={measure} order={order} />
          <PairTables strongest={data.strongest} />
        </div>
      )}
    </Card>
  );
}

function footerOf({ pairs, tokens }: UsageProps['usage']['layer']): string | undefined {
  if (pairs === null) return undefined;
  const counted = tokenCount(pairs.of);
  if (counted === 0) return undefined;
  const all = tokens ?? counted;
  return counted < all
    ? `From ${formatCount(counted)} of ${formatCount(all)} tokens.`
    : `From all ${formatCount(counted)} tokens.`;
}

interface PairMatrixProps extends UsageProps {
  readonly pairs: PairAnalysis;
  readonly measure: PairMeasure;
  readonly order: PairOrder;
}

/** More picked experts than this are a layer, and their pairs no longer outlines. */
const MOST_OUTLINED = 12;
const MOST_RESIDUAL = 50;

function PairMatrix({ usage, pairs, measure, order }: PairMatrixProps) {
  const { selection, layer } = usage;
  const shown = useMemo(() => {
    const experts = order === 'clustered' ? pairs.order : Array.from(pairs.order.keys());
    const { values } = reordered(pairs[measure], experts);
    const numbers = measure === 'lift' ? logLifts(values) : values;
    const labels = experts.map(String);
    return {
      experts,
      rowLabels: labels,
      columnLabels: labels,
      values: numbers,
      domain: symmetricDomain(numbers, measure === 'lift' ? MOST_LOG_LIFT : MOST_RESIDUAL),
      ramp: 'around' as const,
      density: 'square' as const,
    };
  }, [pairs, measure, order]);
  const { experts, values, domain } = shown;
  const format = measure === 'lift' ? formatLogLift : (value: number) => formatNumber(value, 3);
  const pairAt = (cell: number) =>
    [experts[Math.floor(cell / experts.length)]!, experts[cell % experts.length]!] as const;
  const marked = useMemo(
    () => marksOf(pickedExperts(selection, layer.layer), experts),
    [selection, layer, experts],
  );
  const sentenceOf = useCallback(
    (cell: number) => {
      const [a, b] = [experts[Math.floor(cell / experts.length)]!, experts[cell % experts.length]!];
      if (a === b) return `Expert ${a}`;
      const at = a * experts.length + b;
      const [together, chance] = [pairs.observed.values[at]!, pairs.expected.values[at]!];
      return `Experts ${a} and ${b}: together ${formatCount(together)} times, ${formatNumber(chance)} by chance, ${formatLogLift(Math.log2(pairs.lift.values[at]!))}`;
    },
    [pairs, experts],
  );
  const choose = (cell: number) => {
    const both = [...new Set(pairAt(cell))].map((expert) => ({ layer: layer.layer, expert }));
    changeSelection((now) => selectExperts(now, both), usage);
  };
  return (
    <div className={styles.body}>
      <div className={styles.controls}>
        <RampKey
          domain={domain}
          name={measure === 'lift' ? 'Against chance' : 'Residual'}
          format={format}
          isPending={false}
          ramp="around"
        />
        <MatrixExport
          grid={shown}
          values={values}
          name={measure === 'lift' ? 'log2 lift of pairs' : 'Residual of pairs'}
          domain={domain}
          rowsAre="expert"
          fileName={`pairs-${measure}-layer-${layer.layer}`}
        />
      </div>
      <CellMatrix
        {...shown}
        label="Experts by experts. Arrow keys move, Enter picks both."
        summary={`${experts.length} by ${experts.length} pairs`}
        sentenceOf={sentenceOf}
        marked={marked}
        onChooseCell={choose}
      />
    </div>
  );
}

function marksOf(picked: readonly number[], experts: readonly number[]): readonly CellMark[] {
  if (picked.length > MOST_OUTLINED) return [];
  const places = picked.map((expert) => experts.indexOf(expert)).filter((place) => place >= 0);
  const isOne = places.length === 1;
  return places.flatMap((row) =>
    places.flatMap((column): CellMark[] =>
      row === column && !isOne ? [] : [{ cell: row * experts.length + column, color: (look) => look.ink }],
    ),
  );
}
