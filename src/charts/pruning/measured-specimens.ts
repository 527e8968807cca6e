/** The chart of what was measured on fixed data: snapshots in tests, and shown on the gallery page. */
import { specimenLook } from '../specimens.ts';
import type { MeasuredCurveSpec, MeasuredPoint, MeasuredSeries } from './measured-curve.ts';

const shares = Array.from({ length: 21 }, (_, i) => Math.min(0.99, i / 20));

/** Holds, then falls to chance around `fall`. */
const accuracy = (fall: number) =>
  shares.map((share): MeasuredPoint => [share, 0.1 + 0.87 / (1 + Math.exp(18 * (share - fall)))]);

function seriesOf(label: string, color: number, fall: number): MeasuredSeries {
  const points = accuracy(fall);
  return {
    label,
    color: specimenLook.series[color]!,
    points,
    knee: points[Math.floor((fall - 0.12) * 20)]!,
    present: points[color === 0 ? 10 : 8]!,
  };
}

const magnitude = seriesOf('Magnitude', 0, 0.82);
const frequency = seriesOf('Fewest choices', 1, 0.6);

const measured: MeasuredCurveSpec = {
  width: 640,
  height: 320,
  name: 'Accuracy',
  unit: 'percent',
  range: [0, 1],
  series: [magnitude, frequency],
  shown: 0,
  unpruned: 0.97,
  levels: [{ label: 'knee of the weights', removed: 0.57 }],
};

export const measuredCurveSpecimens: Readonly<Record<string, MeasuredCurveSpec>> = {
  'measured-accuracy': measured,
  'measured-while-it-goes': {
    ...measured,
    series: [{ ...magnitude, points: magnitude.points.slice(0, 9), knee: null }],
  },
  'measured-divergence-phone': {
    ...measured,
    width: 330,
    name: 'KL from the whole model',
    unit: 'nats',
    range: [0, null],
    series: [
      {
        ...frequency,
        points: shares.map((share): MeasuredPoint => [share, 3 * share ** 4]),
        knee: [0.65, 3 * 0.65 ** 4],
        present: [0.4, 3 * 0.4 ** 4],
      },
    ],
    unpruned: 0,
    levels: [],
  },
  'measured-nothing': { ...measured, series: [], unpruned: null, levels: [] },
};
