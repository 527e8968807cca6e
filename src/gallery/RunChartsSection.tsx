/** The charts of a run on the data of their tests, in the colours of the page. */
import { drawClassMatrix } from '../charts/class-matrix.ts';
import { drawDifficultyBars } from '../charts/difficulty-bars.ts';
import { drawFigureChart } from '../charts/figure-chart.ts';
import { figureSpecimens } from '../charts/figure-specimens.ts';
import { drawLineChart } from '../charts/line-chart.ts';
import { drawLoadStrip } from '../charts/load-strip.ts';
import {
  classSpecimens,
  difficultySpecimens,
  lineSpecimens,
  loadSpecimens,
} from '../charts/run-specimens.ts';
import type { Scene } from '../charts/scene.ts';
import { liveLook } from '../ui/look/chart-look.ts';
import { useThemeName } from '../ui/theme.ts';
import { drawn } from './drawn.ts';
import { SceneFigures } from './SceneFigures.tsx';

export function RunChartsSection() {
  const theme = useThemeName();
  const scenes: Readonly<Record<string, Scene>> = {
    ...drawn(lineSpecimens, (spec) => drawLineChart(spec, liveLook).scene),
    ...drawn(loadSpecimens, (spec) => drawLoadStrip({ ...spec, theme }, liveLook).scene),
    ...drawn(classSpecimens, (spec) => drawClassMatrix({ ...spec, theme }, liveLook)),
    ...drawn(difficultySpecimens, (spec) => drawDifficultyBars(spec, liveLook)),
    ...drawn(figureSpecimens, (spec) => drawFigureChart(spec, liveLook)),
  };
  return <SceneFigures scenes={scenes} />;
}
