/** Charts of a run on fixed data: snapshots in tests, and shown on the gallery page. */
import { range } from 'd3';
import { seededRandom } from '../core/random.ts';
import { matrixOf, type Matrix } from '../core/routing/matrix.ts';
import type { ClassMatrixSpec } from './class-matrix.ts';
import type { DifficultySpec } from './difficulty-bars.ts';
import type { LineChartSpec, LineSeries } from './line-chart.ts';
import type { LoadPoint, LoadStripSpec } from './load-strip.ts';

const random = seededRandom(11);
const LAST = 900;
const steps = range(2, LAST + 1, 2);

/** A loss that falls as losses do, with the noise of batches. */
function lossAt(step: number, floor: number): number {
  return floor + 2.1 * Math.exp(-step / 90) + 0.15 * Math.exp(-step / 500);
}

const training: LineSeries = {
  label: 'Training',
  color: '#413fc4',
  kind: 'steps',
  points: steps.map((step) => [step, lossAt(step, 0.12) * (1 + 0.12 * random.normal())]),
};
const validation: LineSeries = {
  label: 'Validation',
  color: '#dc6d0d',
  kind: 'looks',
  points: range(0, LAST + 1, 100).map((step) => [step, lossAt(step, 0.18)]),
};
const asAccuracy = ({ points, ...series }: LineSeries): LineSeries => ({
  ...series,
  points: points.map(([step, loss]) => [step, Math.max(0.1, 1 - loss / 2.6)]),
});

const loss: LineChartSpec = {
  width: 560,
  height: 260,
  name: 'Loss',
  unit: 'number',
  yAxis: 'linear',
  series: [training, validation],
  levels: [],
  lastStep: 2 * LAST,
  yRange: [0, null],
};

export const lineSpecimens: Readonly<Record<string, LineChartSpec>> = {
  'line-loss': loss,
  'line-loss-log': { ...loss, yAxis: 'log' },
  'line-accuracy': {
    ...loss,
    name: 'Accuracy',
    unit: 'percent',
    series: [asAccuracy(training), asAccuracy(validation)],
    levels: [{ label: 'published 97.0 %', value: 0.97 }],
    yRange: [null, 1],
    lastStep: LAST,
  },
  'line-bits': {
    ...loss,
    name: 'Entropy and information',
    unit: 'bits',
    series: [
      { ...training, label: 'H_s gate', points: training.points.map(([x, y]) => [x, Math.min(3, y)]) },
      { ...validation, label: 'I(E;Y) true', points: validation.points.map(([x, y]) => [x, 2.4 - y]) },
    ],
    levels: [{ label: 'log₂ 8 = 3 bits', value: 3 }],
  },
  'line-first-steps': {
    ...loss,
    series: [
      { ...training, points: training.points.slice(0, 5) },
      { ...validation, points: [[0, 2.4]] },
    ],
  },
  'line-nothing': { ...loss, series: [{ ...training, points: [] }] },
  'line-not-a-number': {
    ...loss,
    series: [{ ...training, points: training.points.map(([x, y]) => [x, x > 400 ? NaN : y]) }],
  },
  'line-phone': { ...loss, width: 330, height: 220 },
};

/** Choices of batches of 128 among experts with these chances. */
function drawn(chances: readonly number[]): number[] {
  const counts = chances.map(() => 0);
  const total = chances.reduce((sum, chance) => sum + chance, 0);
  for (let sample = 0; sample < 128; sample++) {
    let left = random.uniform() * total;
    const expert = chances.findIndex((chance) => (left -= chance) < 0);
    counts[Math.max(0, expert)]!++;
  }
  return counts;
}

const collapsing: readonly LoadPoint[] = steps.map((step) => ({
  step,
  load: drawn(range(8).map((expert) => Math.exp(expert === 5 ? step / 250 : -expert * (step / 400)))),
}));
const even: readonly LoadPoint[] = steps.map((step) => ({ step, load: drawn(range(32).map(() => 1)) }));

const strip: LoadStripSpec = {
  width: 640,
  experts: 8,
  points: collapsing,
  lastStep: LAST,
  step: null,
  theme: 'light',
};

export const loadSpecimens: Readonly<Record<string, LoadStripSpec>> = {
  'load-collapsing': strip,
  'load-at-a-step': { ...strip, step: 120 },
  'load-even-dark': { ...strip, experts: 32, points: even, theme: 'dark', lastStep: 2 * LAST },
  'load-nothing': { ...strip, points: [] },
  'load-phone': { ...strip, width: 330 },
};

/** Each expert prefers two of the classes; the last is never chosen. */
const byClass: Matrix = matrixOf(
  range(5).map((expert) =>
    range(10).map((label) =>
      expert === 4 ? 0 : Math.floor(label / 2) === expert ? 180 : Math.round(8 * random.uniform()),
    ),
  ),
);

const classes: ClassMatrixSpec = {
  width: 560,
  counts: byClass,
  classes: range(10).map(String),
  sharing: 'of-class',
  columnsAre: 'true class',
  theme: 'light',
};

const animals = 'airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck'.split(',');

export const classSpecimens: Readonly<Record<string, ClassMatrixSpec>> = {
  'class-digits': classes,
  'class-of-expert-dark': { ...classes, sharing: 'of-expert', theme: 'dark' },
  'class-names-phone': { ...classes, width: 330, classes: animals },
  'class-nothing': { ...classes, counts: matrixOf(range(5).map(() => range(10).map(() => 0))) },
};

const difficulty: DifficultySpec = {
  width: 560,
  height: 260,
  counts: matrixOf(range(8).map((expert) => [60 - 6 * expert, 50 - 3 * expert, 40, 25 + 5 * expert])),
};

export const difficultySpecimens: Readonly<Record<string, DifficultySpec>> = {
  'difficulty-leaning': difficulty,
  'difficulty-nothing': { ...difficulty, counts: matrixOf(range(4).map(() => [0, 0, 0, 0])) },
};
