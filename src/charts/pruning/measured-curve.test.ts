import { describe, expect, it } from 'vitest';
import { sceneToSvg } from '../scene-svg.ts';
import { specimenLook } from '../specimens.ts';
import { drawMeasuredCurve } from './measured-curve.ts';
import { measuredCurveSpecimens } from './measured-specimens.ts';

const scenes = Object.entries(measuredCurveSpecimens).map(
  ([name, spec]) => [name, drawMeasuredCurve(spec, specimenLook)] as const,
);

describe('the chart of measured costs', () => {
  it.each(scenes)('looks as it did: %s', async (name, scene) => {
    const svg = sceneToSvg(scene, { background: '#ffffff', font: specimenLook.font });
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
    await expect(svg).toMatchFileSnapshot(`../snapshots/${name}.svg`);
  });

  it('says what is seen', () => {
    expect(Object.fromEntries(scenes.map(([name, { sentence }]) => [name, sentence]))).toMatchInlineSnapshot(`
      {
        "measured-accuracy": "Accuracy against the share of planned weights removed. 97.0 % with nothing removed. Magnitude: as planned 96.7 % with 50.0 % removed, knee 88.0 % with 70.0 % removed, at the end 13.9 % with 99.0 % removed. Fewest choices: as planned 94.7 % with 40.0 % removed, knee 91.5 % with 45.0 % removed, at the end 10.1 % with 99.0 % removed.",
        "measured-divergence-phone": "KL from the whole model against the share of planned weights removed. 0.0000 nats with nothing removed. Fewest choices: as planned 0.0768 nats with 40.0 % removed, knee 0.536 nats with 65.0 % removed, at the end 2.882 nats with 99.0 % removed.",
        "measured-nothing": "Accuracy against the share of planned weights removed: nothing is measured yet.",
        "measured-while-it-goes": "Accuracy against the share of planned weights removed. 97.0 % with nothing removed. Magnitude: as planned 96.7 % with 50.0 % removed, at the end 97.0 % with 40.0 % removed.",
      }
    `);
  });

  it('draws a line only as far as it is measured, past points without a value', () => {
    const { series } = measuredCurveSpecimens['measured-accuracy']!;
    const points = series[0]!.points.map(([share, value], i) => [share, i === 3 ? NaN : value] as const);
    const scene = drawMeasuredCurve(
      {
        ...measuredCurveSpecimens['measured-accuracy']!,
        series: [{ ...series[0]!, points: points.slice(0, 6) }],
      },
      specimenLook,
    );
    const small = scene.marks.filter((mark) => mark.kind === 'circle' && mark.radius < 3);
    expect(small).toHaveLength(5);
  });
});
