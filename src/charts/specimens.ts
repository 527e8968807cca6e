/** Charts on fixed data: snapshots in tests, and shown on the gallery page. */
import { seededRandom } from '../core/random.ts';
import { curveOf, shareAt, type Curve } from '../core/sketch/curve.ts';
import { LevelsBuilder } from '../core/sketch/levels.ts';
import { nonZeroCount, type Totals } from '../core/sketch/totals.ts';
import type { MatrixSpec } from './expert-matrix.ts';
import type { SparsitySpec } from './sparsity-curve.ts';

/** The exact curve of some weights. */
export function curveOfWeights(weights: readonly number[]): Curve {
  const sorted = weights.map(Math.abs).sort((a, b) => a - b);
  const builder = new LevelsBuilder(null);
  for (const magnitude of sorted) if (magnitude > 0) builder.add(magnitude, 1, 0);
  const totals: Totals = {
    count: weights.length,
    zeros: sorted.filter((magnitude) => magnitude === 0).length,
    negativeZeros: 0,
    subnormals: 0,
    nan: 0,
    infinite: 0,
    l1: sorted.reduce((sum, magnitude) => sum + magnitude, 0),
    sumSquares: sorted.reduce((sum, magnitude) => sum + magnitude ** 2, 0),
    maxAbs: sorted.at(-1) ?? 0,
  };
  if (nonZeroCount(totals) < 0) throw new RangeError('more zeros than weights');
  return curveOf({ totals, levels: builder.build() });
}

const random = seededRandom(7);
const gaussian = curveOfWeights(Array.from({ length: 4000 }, () => 0.02 * random.normal()));
const heavy = curveOfWeights(Array.from({ length: 4000 }, () => 0.01 * random.normal() ** 3));
const pruned = curveOfWeights(
  Array.from({ length: 4000 }, (_, i) => (i % 2 === 0 ? 0 : 0.03 * random.normal())),
);

const plain: SparsitySpec = {
  width: 720,
  height: 440,
  series: [{ label: 'All experts', color: '#413fc4', curve: gaussian, isEstimate: false }],
  active: 0,
  scale: 'share',
  quantity: 'mass',
  population: 'all',
  xAxis: 'linear',
  yAxis: 'linear',
  references: ['gaussian'],
  plateauSlope: 0.1,
  cut: null,
};

const three = [
  ...plain.series,
  { label: 'Layer 3 · expert 5', color: '#dc6d0d', curve: heavy, isEstimate: false },
  { label: 'Layer 3 · expert 6', color: '#0ba39d', curve: pruned, isEstimate: false },
];

const bandFractions = Float64Array.from({ length: 21 }, (_, i) => i / 20);
const bandShares = bandFractions.map((p) => shareAt(gaussian, p * gaussian.finite));
const margin = bandShares.map((share) => 0.12 * share * (1 - share));
const estimate = {
  label: 'All experts',
  color: '#413fc4',
  curve: gaussian,
  isEstimate: true,
  band: {
    keptFraction: bandFractions,
    low: bandShares.map((share, i) => share - margin[i]!),
    high: bandShares.map((share, i) => share + margin[i]!),
    sumLow: bandShares.map((share) => 0.96 * share),
    sumHigh: bandShares.map((share) => 1.04 * share),
  },
};

export const curveSpecimens: Readonly<Record<string, SparsitySpec>> = {
  'one-curve': plain,
  'three-curves-with-cut': { ...plain, series: three, active: 1, cut: 0.3 },
  'non-zero-energy': { ...plain, series: three, active: 2, quantity: 'energy', population: 'nonzero' },
  sums: { ...plain, series: three, scale: 'sum', references: [] },
  'logarithmic-axes': {
    ...plain,
    series: three,
    xAxis: 'log',
    yAxis: 'log',
    references: ['gaussian', 'laplace'],
  },
  'all-references': { ...plain, references: ['gaussian', 'uniform', 'laplace', 'truncated-normal'] },
  'estimate-with-band': { ...plain, series: [estimate] },
  'estimate-of-sums': { ...plain, series: [estimate], scale: 'sum', references: [] },
  'all-zero': { ...plain, series: [{ ...plain.series[0]!, curve: curveOfWeights([0, 0, 0]) }] },
  empty: { ...plain, series: [], active: -1 },
  phone: { ...plain, width: 330, height: 300, series: three, cut: 0.5 },
};

const cells = Float64Array.from({ length: 6 * 12 }, (_, cell) =>
  cell === 17 ? NaN : 0.4 + 0.15 * random.uniform(),
);

export const matrixSpecimen: MatrixSpec = {
  width: 560,
  rowLabels: ['0', '1', '2', '3', '4', 'mtp 5'],
  columnLabels: Array.from({ length: 12 }, (_, i) => String(i)),
  values: cells,
  domain: [0.4, 0.55],
  theme: 'light',
};

/** Plain colours, as exports use them. */
export const specimenLook = {
  surface: '#ffffff',
  ink: '#171921',
  inkMuted: '#535660',
  inkFaint: '#656871',
  line: '#e1e3e7',
  lineStrong: '#c8cad0',
  accent: '#4045ba',
  series: ['#413fc4', '#dc6d0d', '#0ba39d', '#9f1f62', '#825c02', '#2477b4', '#750b06', '#590569'],
  font: 'Inter, sans-serif',
};
