/** The charts of a run on the data of their tests, in the colours of the page. */
import { drawClassMatrix } from '../charts/class-matrix.ts';
import { drawDifficultyBars } from '../charts/difficulty-bars.ts';
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
import { readLook } from '../ui/look/chart-look.ts';
import { useThemeName } from '../ui/theme.ts';
import styles from './Gallery.module.css';

export function RunChartsSection() {
  const theme = useThemeName();
  const look = readLook(theme);
  const scenes: Readonly<Record<string, Scene>> = {
    ...drawn(lineSpecimens, (spec) => drawLineChart(spec, look).scene),
    ...drawn(loadSpecimens, (spec) => drawLoadStrip({ ...spec, theme }, look).scene),
    ...drawn(classSpecimens, (spec) => drawClassMatrix({ ...spec, theme }, look)),
    ...drawn(difficultySpecimens, (spec) => drawDifficultyBars(spec, look)),
  };
  return (
    <div className={styles.row}>
      {Object.entries(scenes).map(([name, scene]) => (
        <figure key={name}>
          <img src={addressOf(scene)} alt={scene.sentence} width={scene.width} height={scene.height} />
          <figcaption className={styles.caption}>{name}</figcaption>
        </figure>
      ))}
    </div>
  );

  function addressOf(scene: Scene): string {
    const svg = sceneToSvg(scene, { background: look.surface, font: look.font });
    return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  }
}

function drawn<T>(specimens: Readonly<Record<string, T>>, draw: (spec: T) => Scene): Record<string, Scene> {
  return Object.fromEntries(Object.entries(specimens).map(([name, spec]) => [name, draw(spec)]));
}
