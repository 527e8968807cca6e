/** Charts of figures on fixed data: snapshots in tests, and shown on the gallery page. */
import type { FigureChartSpec, FigurePoint } from './figure-chart.ts';

/** A place with the mean of its runs. */
export function figurePoint(place: number, runs: readonly number[]): FigurePoint {
  const mean = runs.reduce((sum, value) => sum + value, 0) / runs.length;
  return { place, mean, deviation: runs.length > 1 ? 0.01 : NaN, runs };
}

const grid: FigureChartSpec = {
  width: 480,
  height: 300,
  name: 'Accuracy',
  format: (value) => `${Math.round(100 * value)} %`,
  formatTick: (value) => `${Math.round(100 * value)} %`,
  axis: 'L1: Strength λ',
  places: ['0', '10⁻⁵', '10⁻⁴'],
  series: [
    {
      label: 'Experts 4',
      color: '#413fc4',
      points: [figurePoint(0, [0.9, 0.92]), figurePoint(1, [0.96]), figurePoint(2, [])],
    },
    {
      label: 'Experts 8',
      color: '#dc6d0d',
      points: [figurePoint(0, [0.8]), figurePoint(1, [0.7]), figurePoint(2, [0.5])],
    },
  ],
};

export const figureSpecimens: Readonly<Record<string, FigureChartSpec>> = {
  'figure-of-a-grid': grid,
  'figure-of-seeds': {
    ...grid,
    axis: 'Seeds of one recipe',
    places: ['all seeds'],
    series: [{ label: '', color: '#413fc4', points: [figurePoint(0, [0.95, 0.96, 0.975])] }],
  },
  'figure-not-yet': { ...grid, series: [] },
};
