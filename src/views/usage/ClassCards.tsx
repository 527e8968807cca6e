import { useCallback, useMemo } from 'react';
import type { Look } from '../../charts/scene.ts';
import { drawLayerLines } from '../../charts/usage/layer-lines.ts';
import { formatCount, formatNumber, formatPercent } from '../../core/quantity.ts';
import { transposed } from '../../core/routing/matrix.ts';
import type { ClassCounts } from '../../core/routing/statistics/class-counts.ts';
import { mutualInformation } from '../../core/routing/statistics/mutual-information.ts';
import { domainLift, domainShares } from '../../core/routing/statistics/specialisation.ts';
import { toggleExpert, toggleLabel } from '../../core/trace/selection.ts';
import { logLifts, symmetricDomain } from '../../core/usage/around.ts';
import { Card } from '../../ui/Card.tsx';
import { Stat, StatList } from '../../ui/Stat.tsx';
import { CellMatrix, type CellMark } from '../CellMatrix.tsx';
import styles from '../MatrixCard.module.css';
import { MatrixExport } from '../MatrixExport.tsx';
import { RampKey } from '../RampKey.tsx';
import { ChartCard, type ChartSize } from './ChartCard.tsx';
import { formatLogLift, MOST_LOG_LIFT } from './lift-format.ts';
import { changeSelection, classNamesOf, pickedExperts, type UsageProps } from './usage.ts';
import { UsageExplain } from './UsageExplain.tsx';

/** Who works for which class of tokens. */
export function ClassCards({ usage }: UsageProps) {
  const withClasses = usage.reading.layers.filter(({ classes }) => classes !== null).length;
  return (
    <>
      {usage.layer.classes !== null && (
        <LiftCard
          usage={usage}
          counts={usage.layer.classes}
          names={classNamesOf(usage, usage.layer.classes.tokens.length)}
          one="class"
          many="Classes"
        />
      )}
      {withClasses > 1 && <InformationCard usage={usage} />}
    </>
  );
}

export interface LiftCardProps extends UsageProps {
  /** Choices of the shown layer's experts by what tokens are told apart by. */
  readonly counts: ClassCounts;
  readonly names: readonly string[];
  /** What it is called: "class" and "Classes". */
  readonly one: 'class' | 'trace';
  readonly many: string;
}

/** Experts by classes, against all tokens; a row's label picks the class only where the trace has it. */
export function LiftCard({ usage, counts: classes, names, one, many }: LiftCardProps) {
  const { layer, layerName, selection } = usage;
  const label = layer.classes === classes ? selection.label : null;
  const shown = useMemo(() => {
    const values = logLifts(transposed(domainLift(classes)).values);
    return {
      rowLabels: names,
      columnLabels: Array.from({ length: layer.experts }, (_, expert) => String(expert)),
      values,
      domain: symmetricDomain(values, MOST_LOG_LIFT),
      ramp: 'around' as const,
      density: 'fit' as const,
    };
  }, [names, classes, layer]);
  const shares = useMemo(() => domainShares(classes), [classes]);
  const information = useMemo(() => mutualInformation(classes.choices), [classes]);
  const sentenceOf = useCallback(
    (cell: number) => {
      const [row, expert] = [Math.floor(cell / layer.experts), cell % layer.experts];
      const share = shares.values[expert * shares.columns + row]!;
      return `${shown.rowLabels[row]!} · expert ${expert}: ${Number.isNaN(share) ? 'no tokens' : `${formatPercent(share)} of its tokens, ${formatLogLift(shown.values[cell]!)}`}`;
    },
    [layer, shares, shown],
  );
  const marked = useMemo(() => {
    const picked = pickedExperts(selection, layer.layer);
    const rows = label === null ? shown.rowLabels.map((_, row) => row) : [label];
    return rows.flatMap((row) =>
      row < shown.rowLabels.length
        ? picked.map((expert): CellMark => ({
            cell: row * layer.experts + expert,
            color: (look) => look.ink,
          }))
        : [],
    );
  }, [selection, label, layer, shown]);
  const choose = (cell: number) => {
    const expert = cell % layer.experts;
    changeSelection((now) => toggleExpert(now, { layer: layer.layer, expert }), usage);
  };
  return (
    <Card
      title={`Specialisation by ${one}`}
      subtitle={`${many} down, experts of ${layerName} across`}
      explain={<UsageExplain of="classes" />}
      actions={
        <MatrixExport
          grid={shown}
          values={shown.values}
          name={`log2 lift by ${one}`}
          domain={shown.domain}
          rowsAre={one}
          fileName={`${many.toLowerCase()}-layer-${layer.layer}`}
        />
      }
    >
      <div className={styles.body}>
        <CellMatrix
          {...shown}
          label={`${many} by experts. Arrow keys move, Enter picks the expert.`}
          summary={`${shown.rowLabels.length} ${many.toLowerCase()} by ${layer.experts} experts`}
          sentenceOf={sentenceOf}
          marked={marked}
          onChooseCell={choose}
          onChooseLabel={(at) => {
            if ('row' in at && layer.classes === classes) {
              changeSelection((now) => toggleLabel(now, at.row), usage);
            }
          }}
        />
        <RampKey
          domain={shown.domain}
          name="Against all tokens"
          format={formatLogLift}
          isPending={false}
          ramp="around"
        />
        <StatList>
          <Stat
            label="I(E;D)"
            value={formatNumber(Math.max(0, information.correctedBits))}
            unit="bits"
            note={`${formatNumber(information.bits)} before the correction`}
          />
          <Stat label="Normalised" value={formatNumber(information.normalised)} note="by √(H(E) H(D))" />
          <Stat
            label="Purity"
            value={formatPercent(information.purity)}
            note="of choices are of their expert’s commonest class"
          />
          <Stat label="Tokens" value={formatCount(classes.tokens.reduce((a, b) => a + b, 0))} />
        </StatList>
      </div>
    </Card>
  );
}

function InformationCard({ usage }: UsageProps) {
  const { reading, layer } = usage;
  const bits = useMemo(
    () =>
      reading.layers.map((one) => {
        const information = one.classes === null ? null : mutualInformation(one.classes.choices);
        return {
          layer: one.layer,
          corrected: information === null ? NaN : Math.max(0, information.correctedBits),
          plain: information?.bits ?? NaN,
        };
      }),
    [reading],
  );
  const draw = useCallback(
    (size: ChartSize, look: Look) =>
      drawLayerLines(
        {
          ...size,
          name: 'Information of experts on classes',
          axis: 'I(E;D), bits',
          layerLabels: bits.map((one) => String(one.layer)),
          series: [
            { label: 'I(E;D), corrected', color: look.series[0]!, values: bits.map((one) => one.corrected) },
          ],
          shown: reading.layers.indexOf(layer),
        },
        look,
      ).scene,
    [bits, reading, layer],
  );
  return (
    <ChartCard
      title="Information on classes by layer"
      subtitle="How much the chosen expert tells of a token’s class"
      explain={<UsageExplain of="classes" />}
      fileName="class-information-by-layer"
      height={240}
      draw={draw}
      table={() => ({
        columns: ['layer', 'corrected_bits', 'bits'],
        rows: bits.map((one) => [one.layer, one.corrected, one.plain]),
      })}
    />
  );
}
