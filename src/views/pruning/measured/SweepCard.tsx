import { useCallback, useMemo, useState } from 'react';
import {
  drawMeasuredCurve,
  type MeasuredPoint,
  type MeasuredSeries,
} from '../../../charts/pruning/measured-curve.ts';
import type { Look } from '../../../charts/scene.ts';
import type { Table } from '../../../charts/table.ts';
import type { PlanBasis } from '../../../core/pruning/plan-basis.ts';
import { formatPercent } from '../../../core/quantity.ts';
import { curveOf } from '../../../core/sketch/curve.ts';
import { knee } from '../../../core/sketch/measures.ts';
import { sketchFromSummary } from '../../../state/curves.ts';
import { Explain } from '../../../ui/Explain.tsx';
import { ProgressBar } from '../../../ui/ProgressBar.tsx';
import { Select } from '../../../ui/Select.tsx';
import { ChartCard, type ChartSize } from '../../usage/ChartCard.tsx';
import type { CostedPlan } from '../use-plans.ts';
import { MeasuringFailed } from './MeasuredCard.tsx';
import styles from './MeasuredCard.module.css';
import { measureIds, planMeasures, type MeasureId } from './measures.ts';
import {
  useMeasuredPlans,
  useSweeps,
  type MeasuredNow,
  type MeasuredProps,
  type SweptPlan,
} from './use-measured.ts';

/** Accuracy against sparsity: each plan with its knob turned from one end to the other, drawn while it is measured. */
export function SweepCard(props: MeasuredProps) {
  const { basis, plans, shown } = props;
  const [measure, setMeasure] = useState<MeasureId>('accuracy');
  const measured = useMeasuredPlans(props);
  const sweeps = useSweeps(props);
  const { name, unit, range } = planMeasures[measure];
  const series = plans.map((plan, i) => seriesOf(plan, { measure, now: measured[i]!, swept: sweeps[i]! }));
  const unpruned = unprunedOf(measure, sweeps, measured);
  const predictedKnee = useMemo(() => 1 - kneeOfWeights(basis), [basis]);
  const spec = useStable({ name, unit, range, series, shown, unpruned, predictedKnee });
  const draw = useCallback(
    (size: ChartSize, look: Look) =>
      drawMeasuredCurve(
        {
          ...size,
          ...spec,
          series: spec.series.map((one, i) => ({ ...one, color: look.series[i]! })),
          levels: [{ label: 'knee of the weights', removed: spec.predictedKnee }],
        },
        look,
      ),
    [spec],
  );
  return (
    <ChartCard
      title="Accuracy against sparsity"
      subtitle="Each plan with its knob turned all the way, measured on the sample"
      explain={
        <Explain
          title="Accuracy against sparsity"
          formula="knee: Kneedle, S = 1"
          reference={{
            text: 'Satopää et al. 2011, “Finding a Kneedle in a Haystack”',
            href: 'https://doi.org/10.1109/ICDCSW.2011.20',
          }}
        >
          The diamond is the knee, from where accuracy falls steeply; the disc is the plan as it stands. The
          dotted line is the knee of the sparsity curve, which knows weights alone: how far the two lie apart
          is what the weights did not tell.
        </Explain>
      }
      controls={
        <Select
          label="Measure"
          isLabelHidden
          size="small"
          value={measure}
          onChange={setMeasure}
          options={measureIds.map((id) => ({ value: id, label: planMeasures[id].name }))}
        />
      }
      fileName="accuracy-against-sparsity"
      height={320}
      draw={draw}
      table={() => tableOf(plans, sweeps)}
    >
      <SweepState plans={plans} sweeps={sweeps} shown={shown} />
    </ChartCard>
  );
}

/** The same object as long as it says the same: points come often, and drawings are kept by it. */
function useStable<T>(value: T): T {
  const key = JSON.stringify(value);
  const [kept, setKept] = useState({ key, value });
  if (kept.key === key) return kept.value;
  setKept({ key, value });
  return value;
}

interface SeriesSources {
  readonly measure: MeasureId;
  readonly now: MeasuredNow;
  readonly swept: SweptPlan;
}

function seriesOf(
  { name, costs }: CostedPlan,
  { measure, now: { sample }, swept: { sweep } }: SeriesSources,
): Omit<MeasuredSeries, 'color'> {
  const { after } = planMeasures[measure];
  const points = (sweep.data?.points ?? []).map((point): MeasuredPoint => [
    point.removed,
    after(point.measured),
  ]);
  const removed = 1 - costs.kept.weights.value;
  return {
    label: name,
    points,
    knee: points.find(([share]) => share === sweep.data?.knee) ?? null,
    present: sample === null ? null : [removed, after(sample)],
  };
}

function unprunedOf(
  measure: MeasureId,
  sweeps: readonly SweptPlan[],
  measured: readonly MeasuredNow[],
): number | null {
  const { before } = planMeasures[measure];
  const any =
    sweeps.flatMap(({ sweep }) => sweep.data?.points[0]?.measured ?? [])[0] ??
    measured.flatMap(({ sample }) => sample ?? [])[0];
  return any === undefined || before === null ? null : before(any);
}

/** Share of the planned weights that the knee of their curve keeps. */
function kneeOfWeights({ input: { catalogue, summary }, grid }: PlanBasis): number {
  const { sketch } = sketchFromSummary(grid.parts, catalogue, summary);
  return knee(curveOf(sketch), { quantity: 'mass', population: 'all' }).keptFraction;
}

function tableOf(plans: readonly CostedPlan[], sweeps: readonly SweptPlan[]): Table {
  return {
    columns: ['plan', 'weights_removed', 'predicted_mass_kept', ...measureIds, 'samples', 'is_knee'],
    rows: plans.flatMap(({ name }, i) => {
      const { plan, sweep } = sweeps[i]!;
      return (sweep.data?.points ?? []).map(({ removed, measured }, p) => [
        name,
        removed,
        plan?.points[p]?.mass ?? NaN,
        ...measureIds.map((id) => planMeasures[id].after(measured)),
        measured.samples,
        removed === sweep.data?.knee ? 'yes' : 'no',
      ]);
    }),
  };
}

interface SweepStateProps {
  readonly plans: readonly CostedPlan[];
  readonly sweeps: readonly SweptPlan[];
  readonly shown: number;
}

/** How far it is; then what the plan's line says. */
function SweepState({ plans, sweeps, shown }: SweepStateProps) {
  const { plan, sweep } = sweeps[shown]!;
  const failed = sweeps.find(({ sweep: { fault } }) => fault !== null)?.sweep.fault;
  if (failed !== undefined && failed !== null) return <MeasuringFailed fault={failed} />;
  const done = sweeps.reduce((sum, one) => sum + (one.sweep.data?.points.length ?? 0), 0);
  const all = sweeps.reduce((sum, one) => sum + (one.plan?.points.length ?? 0), 0);
  if (sweeps.some((one) => one.sweep.isAsking)) {
    return <ProgressBar label="Measuring" fraction={done / all} detail={`${done} of ${all} points`} />;
  }
  if (plan === null) {
    return (
      <p className={styles.state}>
        {plans[shown]!.name} has no knob that could be turned all the way: cut weights, or remove experts by a
        criterion.
      </p>
    );
  }
  if (sweep.data === null) return null;
  return <p className={styles.state}>{readingOf(sweep.data)}</p>;
}

function readingOf({ knee: atKnee, plateau }: { knee: number | null; plateau: number | null }): string {
  const held =
    plateau === null
      ? 'Accuracy is lost from the beginning.'
      : `Up to ${formatPercent(plateau)} removed, accuracy stays within half a point.`;
  return atKnee === null ? `${held} There is no knee.` : `${held} The knee is at ${formatPercent(atKnee)}.`;
}
