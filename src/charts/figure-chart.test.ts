import { describe, expect, it } from 'vitest';
import { drawFigureChart, type FigureChartSpec } from './figure-chart.ts';
import { specimenLook } from './specimens.ts';

const point = (place: number, runs: readonly number[]) => {
  const mean = runs.reduce((sum, value) => sum + value, 0) / runs.length;
  return { place, mean, deviation: runs.length > 1 ? 0.01 : NaN, runs };
};

const spec: FigureChartSpec = {
  width: 480,
  height: 300,
  name: 'Accuracy',
  format: (value) => `${Math.round(100 * value)} %`,
  formatTick: String,
  axis: 'L1: Strength λ',
  places: ['0', '10⁻⁵', '10⁻⁴'],
  series: [
    {
      label: 'Experts 4',
      color: '#413fc4',
      points: [point(0, [0.9, 0.92]), point(1, [0.96]), point(2, [])],
    },
    { label: 'Experts 8', color: '#dc6d0d', points: [point(0, [0.8]), point(1, [0.7]), point(2, [0.5])] },
  ],
};

describe('the chart of a figure', () => {
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
      series: [{ ...spec.series[0]!, points: [point(0, [1, 1])] }],
    };
    const { marks } = drawFigureChart(flat, specimenLook);
    for (const mark of marks) if (mark.kind === 'circle') expect(Number.isFinite(mark.y)).toBe(true);
  });
});
