import { describe, expect, it } from 'vitest';
import { drawFigureChart } from './figure-chart.ts';
import { figurePoint, figureSpecimens } from './figure-specimens.ts';
import { sceneToSvg } from './scene-svg.ts';
import { specimenLook } from './specimens.ts';

const spec = figureSpecimens['figure-of-a-grid']!;

describe('the chart of a figure', () => {
  it.each(Object.entries(figureSpecimens))('looks as it did: %s', async (name, one) => {
    const svg = sceneToSvg(drawFigureChart(one, specimenLook), {
      background: '#ffffff',
      font: specimenLook.font,
    });
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
    await expect(svg).toMatchFileSnapshot(`snapshots/${name}.svg`);
  });

  it('says from where to where the figure goes', () => {
    expect(drawFigureChart(spec, specimenLook).sentence).toBe(
      'Accuracy by L1: Strength λ: on average from 50 % (10⁻⁴, Experts 8) to 96 % (10⁻⁵, Experts 4).',
    );
    expect(drawFigureChart({ ...spec, series: [] }, specimenLook).sentence).toBe(
      'Accuracy by L1: Strength λ: no run is done yet.',
    );
  });

  it('draws a mean for each place that has one, inside the frame, and a spread only of several', () => {
    const { marks, width, height } = drawFigureChart(
      { ...spec, series: spec.series.slice(0, 1) },
      specimenLook,
    );
    const means = marks.flatMap((mark) => (mark.kind === 'circle' && mark.radius === 4 ? [mark] : []));
    expect(means).toHaveLength(2);
    expect(means.every(({ x, y }) => x > 0 && x < width && y > 0 && y < height)).toBe(true);
    expect(means[0]!.y).toBeGreaterThan(means[1]!.y);
    const whiskers = marks.filter((mark) => mark.kind === 'line' && mark.stroke === '#413fc4');
    expect(whiskers).toHaveLength(1);
  });

  it('draws a figure that never varies, and one group alone', () => {
    const flat = {
      ...spec,
      places: ['all seeds'],
      series: [{ ...spec.series[0]!, points: [figurePoint(0, [1, 1])] }],
    };
    const { marks } = drawFigureChart(flat, specimenLook);
    for (const mark of marks) if (mark.kind === 'circle') expect(Number.isFinite(mark.y)).toBe(true);
  });
});
