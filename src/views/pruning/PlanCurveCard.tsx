import { useQuery } from '@tanstack/react-query';
import { memo, useCallback, useMemo, useState } from 'react';
import { drawPlanCurve } from '../../charts/pruning/plan-curve.ts';
import type { Look } from '../../charts/scene.ts';
import type { Quantity } from '../../core/sketch/curve.ts';
import { baseCurveQuery, type BaseCurve } from '../../state/plan-basis.ts';
import { Explain } from '../../ui/Explain.tsx';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { ChartCard, type ChartSize } from '../usage/ChartCard.tsx';
import type { CostsProps } from './use-plans.ts';

/** The curve of all planned weights, and where on it or below it each plan ends. */
export const PlanCurveCard = memo(function PlanCurveCard(props: CostsProps) {
  const { data } = useQuery(baseCurveQuery(props.basis));
  return data === undefined ? <Skeleton height="320px" /> : <DrawnPlanCurve {...props} base={data} />;
});

interface DrawnPlanCurveProps extends CostsProps {
  readonly base: BaseCurve;
}

function DrawnPlanCurve({ basis, plans, shown, base: { curve, isEstimate } }: DrawnPlanCurveProps) {
  const [quantity, setQuantity] = useState<Quantity>('mass');
  const label = basis.grid.kind === 'experts' ? 'All experts' : 'All layers';
  const points = useMemo(
    () =>
      plans.map(({ name, costs }) => ({
        label: name,
        weights: costs.kept.weights.value,
        share: costs.kept[quantity].value,
      })),
    [plans, quantity],
  );
  const draw = useCallback(
    (size: ChartSize, look: Look) => {
      const coloured = points.map((point, i) => ({ ...point, color: look.series[i]! }));
      return drawPlanCurve({ ...size, label, curve, isEstimate, quantity, plans: coloured, shown }, look);
    },
    [label, curve, isEstimate, quantity, points, shown],
  );
  return (
    <ChartCard
      title="On the sparsity curve"
      subtitle="The largest weights of all, and what each plan keeps"
      explain={
        <Explain title="Plans on the sparsity curve">
          The curve is what keeping the largest weights of all would hold. One threshold for all ends on it; a
          plan that shares thresholds out, or takes whole experts, ends below it by what it gives up.
        </Explain>
      }
      controls={
        <SegmentedControl
          label="Sum"
          isLabelHidden
          size="small"
          value={quantity}
          onChange={setQuantity}
          segments={[
            { value: 'mass', label: 'Mass' },
            { value: 'energy', label: 'Energy' },
          ]}
        />
      }
      fileName="plans-on-curve"
      height={320}
      draw={draw}
      table={() => ({
        columns: ['plan', 'weights_kept', `${quantity}_kept`],
        rows: points.map((point) => [point.label, point.weights, point.share]),
      })}
    />
  );
}
