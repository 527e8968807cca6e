/** The charts of usage on the data of their tests, in the colours of the page. */
import type { Scene } from '../charts/scene.ts';
import { drawDistribution } from '../charts/usage/distribution.ts';
import { drawLayerLines } from '../charts/usage/layer-lines.ts';
import { drawLoadBars } from '../charts/usage/load-bars.ts';
import { drawLorenzCurve } from '../charts/usage/lorenz-curve.ts';
import { scatterScene } from '../charts/usage/usage-scatter.ts';
import {
  barSpecimens,
  distributionSpecimens,
  layerLineSpecimens,
  lorenzSpecimens,
  scatterSpecimens,
} from '../charts/usage/usage-specimens.ts';
import { liveLook } from '../ui/look/chart-look.ts';
import { drawn } from './drawn.ts';
import { SceneFigures } from './SceneFigures.tsx';

export function UsageChartsSection() {
  const scenes: Readonly<Record<string, Scene>> = {
    ...drawn(barSpecimens, (spec) => drawLoadBars(spec, liveLook).scene),
    ...drawn(lorenzSpecimens, (spec) => drawLorenzCurve(spec, liveLook)),
    ...drawn(distributionSpecimens, (spec) => drawDistribution(spec, liveLook)),
    ...drawn(layerLineSpecimens, (spec) => drawLayerLines(spec, liveLook).scene),
    ...drawn(scatterSpecimens, (spec) => scatterScene(spec, liveLook)),
  };
  return <SceneFigures scenes={scenes} />;
}
