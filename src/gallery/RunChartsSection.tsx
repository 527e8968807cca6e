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
import { sceneToSvg } from '../charts/scene-svg.ts';
import { liveLook } from '../ui/look/chart-look.ts';
import { useThemeName } from '../ui/theme.ts';
import galleryStyles from './Gallery.module.css';
import styles from './RunChartsSection.module.css';

export function RunChartsSection() {
  const theme = useThemeName();
  const scenes: Readonly<Record<string, Scene>> = {
    ...drawn(lineSpecimens, (spec) => drawLineChart(spec, liveLook).scene),
    ...drawn(loadSpecimens, (spec) => drawLoadStrip({ ...spec, theme }, liveLook).scene),
    ...drawn(classSpecimens, (spec) => drawClassMatrix({ ...spec, theme }, liveLook)),
    ...drawn(difficultySpecimens, (spec) => drawDifficultyBars(spec, liveLook)),
    ...drawn(figureSpecimens, (spec) => drawFigureChart(spec, liveLook)),
  };
  return (
    <div className={styles.charts}>
      {Object.entries(scenes).map(([name, scene]) => (
        <figure key={name}>
          <div dangerouslySetInnerHTML={{ __html: svgOf(scene) }} />
          <figcaption className={galleryStyles.caption}>{name}</figcaption>
        </figure>
      ))}
    </div>
  );
}

/** The text that an export has, so that this page shows what a file would. */
function svgOf(scene: Scene): string {
  return sceneToSvg(scene, { background: liveLook.surface, font: liveLook.font });
}

function drawn<T>(specimens: Readonly<Record<string, T>>, draw: (spec: T) => Scene): Record<string, Scene> {
  return Object.fromEntries(Object.entries(specimens).map(([name, spec]) => [name, draw(spec)]));
}
