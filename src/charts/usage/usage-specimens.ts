/** Charts of usage on fixed data: snapshots in tests, and shown on the gallery page. */
import { range } from 'd3';
import { formatNumber, formatPercent } from '../../core/quantity.ts';
import { seededRandom } from '../../core/random.ts';
import { usageEntropyBits } from '../../core/routing/statistics/gate-sums.ts';
import { histogramMean, histogramQuantile } from '../../core/routing/statistics/histogram.ts';
import { loadIntervals, sharesOf } from '../../core/usage/load-intervals.ts';
import { domainShares } from '../../core/routing/statistics/specialisation.ts';
import { columnOf } from '../../core/routing/matrix.ts';
import { specimenLook } from '../specimens.ts';
import type { DistributionSpec } from './distribution.ts';
import type { LayerLinesSpec } from './layer-lines.ts';
import type { LoadBarsSpec } from './load-bars.ts';
import type { LorenzSpec } from './lorenz-curve.ts';
import { countsOnly, readingSpecimen } from './reading-specimen.ts';
import { scatterSentence, type ScatterSpec } from './usage-scatter.ts';

const [first, , last] = readingSpecimen.layers;
const shares = sharesOf(first!.counts.choices);
const byId = range(shares.length);

const bars: LoadBarsSpec = {
  width: 640,
  height: 260,
  layerName: 'layer 1',
  shares,
  intervals: loadIntervals(first!),
  documentName: 'text',
  order: byId,
  selected: [3],
  ofClass: null,
};

const many = Float64Array.from(range(256), (expert) => 1 / (1 + (expert % 37)));

export const barSpecimens: Readonly<Record<string, LoadBarsSpec>> = {
  'usage-bars-by-text': bars,
  'usage-bars-of-class': {
    ...bars,
    order: byId.toSorted((a, b) => shares[b]! - shares[a]!),
    ofClass: {
      name: 'wikipedia',
      shares: columnOf(domainShares(first!.classes!), 1).map((share) => share / 2),
    },
  },
  'usage-bars-of-tokens': { ...bars, intervals: loadIntervals({ ...first!, documents: null }) },
  'usage-bars-counts-only': { ...bars, intervals: loadIntervals(countsOnly), selected: [] },
  'usage-bars-skyline-phone': {
    ...bars,
    width: 330,
    shares: sharesOf(many),
    order: range(256),
    intervals: null,
    selected: [],
  },
  'usage-bars-nothing': { ...bars, shares: shares.map(() => 0), intervals: null, selected: [] },
};

const lorenz: LorenzSpec = {
  width: 420,
  height: 340,
  series: [
    { label: 'Layer 1', color: specimenLook.series[0]!, load: first!.counts.choices },
    { label: 'Layer 5', color: specimenLook.series[1]!, load: last!.counts.choices },
  ],
  worst: { experts: 16, topK: 2 },
};

export const lorenzSpecimens: Readonly<Record<string, LorenzSpec>> = {
  'usage-lorenz': lorenz,
  'usage-lorenz-nothing': {
    ...lorenz,
    worst: null,
    series: [{ ...lorenz.series[0]!, load: new Float64Array(16) }],
  },
};

const gate: DistributionSpec = {
  width: 420,
  height: 220,
  histogram: first!.gates!.entropy,
  name: 'Gate entropy of layer 1',
  axis: 'Entropy of all probabilities, bits',
  limitName: 'log₂ 16',
  unit: 'bits',
  color: specimenLook.series[0]!,
};

export const distributionSpecimens: Readonly<Record<string, DistributionSpec>> = {
  'usage-gate-entropy': gate,
  'usage-selected-entropy-phone': {
    ...gate,
    width: 320,
    histogram: first!.selected!.entropy,
    name: 'Entropy of the selected weights of layer 1',
    axis: 'Entropy of the selected weights, bits',
    limitName: 'log₂ 2',
  },
  'usage-margin': {
    ...gate,
    histogram: first!.gates!.margin,
    name: 'Margin of layer 1',
    axis: 'First less second probability',
    limitName: null,
    unit: 'probability',
  },
};

const histograms = readingSpecimen.layers.map(({ gates }) => gates!.entropy);

const lines: LayerLinesSpec = {
  width: 560,
  height: 260,
  name: 'Entropy of the gate',
  axis: 'Bits',
  layerLabels: readingSpecimen.layers.map(({ layer }) => String(layer)),
  series: [
    {
      label: 'of a token, H_s',
      color: specimenLook.series[0]!,
      values: histograms.map(histogramMean),
      band: {
        low: histograms.map((histogram) => histogramQuantile(histogram, 0.1)),
        high: histograms.map((histogram) => histogramQuantile(histogram, 0.9)),
      },
    },
    {
      label: 'of all, H_u',
      color: specimenLook.series[1]!,
      values: readingSpecimen.layers.map(({ gates }) => usageEntropyBits(gates!)),
    },
    { label: 'log₂ E', color: specimenLook.inkFaint, values: [4, 4, 4], isLimit: true },
  ],
  shown: 1,
};

export const layerLineSpecimens: Readonly<Record<string, LayerLinesSpec>> = {
  'usage-lines-entropy': lines,
  'usage-lines-nothing': { ...lines, series: [], shown: null },
};

const random = seededRandom(5);
const loads = Float64Array.from(range(96), () => 0.02 * random.uniform() ** 2);
const norms = Float64Array.from(range(96), (i) => (i === 40 ? NaN : 3 + random.normal() + 60 * loads[i]!));

const scatter: Omit<ScatterSpec, 'sentence'> = {
  width: 560,
  height: 360,
  x: { name: 'Share of choices', format: (share) => formatPercent(share), scale: 'linear', values: loads },
  y: { name: 'Root mean square', format: (value) => formatNumber(value), scale: 'linear', values: norms },
  groups: [
    { label: 'Layer 3', color: specimenLook.series[1]!, points: range(32, 48) },
    { label: 'Selected', color: specimenLook.series[2]!, points: [7, 9] },
  ],
  corners: { topLeft: 'heavy but idle', bottomRight: 'hot but light' },
};

const withSentence = (spec: Omit<ScatterSpec, 'sentence'>): ScatterSpec => ({
  ...spec,
  sentence: scatterSentence(spec),
});

export const scatterSpecimens: Readonly<Record<string, ScatterSpec>> = {
  'usage-scatter': withSentence(scatter),
  'usage-scatter-log-phone': withSentence({
    ...scatter,
    width: 330,
    height: 300,
    groups: [],
    x: { ...scatter.x, scale: 'log', values: loads.map((load, i) => (i < 5 ? 0 : load)) },
  }),
  'usage-scatter-nothing': withSentence({
    ...scatter,
    groups: [],
    y: { ...scatter.y, values: norms.map(() => NaN) },
  }),
};
