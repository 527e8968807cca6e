/** The charts of plans on the data of their tests, in the colours of the page. */
import { drawLoadShift } from '../charts/pruning/load-shift.ts';
import { drawMeasuredCurve } from '../charts/pruning/measured-curve.ts';
import { measuredCurveSpecimens } from '../charts/pruning/measured-specimens.ts';
import { drawPlanCurve } from '../charts/pruning/plan-curve.ts';
import { loadShiftSpecimens, planCurveSpecimens } from '../charts/pruning/plan-specimens.ts';
import type { Scene } from '../charts/scene.ts';
import { liveLook } from '../ui/look/chart-look.ts';
import { drawn } from './drawn.ts';
import { SceneFigures } from './SceneFigures.tsx';

export function PlanChartsSection() {
  const scenes: Readonly<Record<string, Scene>> = {
    ...drawn(planCurveSpecimens, (spec) => drawPlanCurve(spec, liveLook)),
    ...drawn(loadShiftSpecimens, (spec) => drawLoadShift(spec, liveLook)),
    ...drawn(measuredCurveSpecimens, (spec) => drawMeasuredCurve(spec, liveLook)),
  };
  return <SceneFigures scenes={scenes} />;
}
