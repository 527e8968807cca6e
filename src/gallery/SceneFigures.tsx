import type { Scene } from '../charts/scene.ts';
import { sceneToSvg } from '../charts/scene-svg.ts';
import { liveLook } from '../ui/look/chart-look.ts';
import galleryStyles from './Gallery.module.css';
import styles from './SceneFigures.module.css';

/** Scenes with their names, as the text that an export has: this page shows what a file would. */
export function SceneFigures({ scenes }: { readonly scenes: Readonly<Record<string, Scene>> }) {
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

function svgOf(scene: Scene): string {
  return sceneToSvg(scene, { background: liveLook.surface, font: liveLook.font });
}
