/** Every figure of a layer's load, with its words and the ends of its scale: the source of tables, tooltips and exports. */
import {
  coefficientOfVariation,
  effectiveExperts,
  loadEntropyBits,
  loadGini,
  maxOverMean,
  maxViolation,
} from '../routing/statistics/load.ts';
import { collapsedLoad } from '../routing/statistics/load-summary.ts';

export interface LoadMeasure {
  /** As links and exports carry it: never changed. */
  readonly id: string;
  readonly name: string;
  readonly unit: 'bits' | 'number';
  readonly formula: string;
  /** What it says, in plain words. */
  readonly explanation: string;
  /** Its ends for top-k of E: the most even load, and the most uneven one that k different experts a token allow. */
  readonly limits: string;
  readonly reference: { readonly text: string; readonly href?: string };
  readonly compute: (load: Float64Array) => number;
}

const shannon = { text: 'Shannon 1948; as perplexity of the load it counts experts' };
const shazeer = { text: 'Shazeer et al. 2017, arXiv 1701.06538', href: 'https://arxiv.org/abs/1701.06538' };
const lossFree = { text: 'Wang et al. 2024, arXiv 2408.15664', href: 'https://arxiv.org/abs/2408.15664' };

export const loadMeasures = [
  {
    id: 'entropy',
    name: 'Load entropy H(q)',
    unit: 'bits',
    formula: 'H(q) = −Σ qᵢ log₂ qᵢ,  qᵢ = nᵢ ⁄ Σn',
    explanation:
      'How evenly choices fall on the experts. It speaks of all tokens together: how sure the gate is of a single one is another question.',
    limits: 'log₂ E when all are used alike; log₂ k at worst, as a token never takes an expert twice',
    reference: shannon,
    compute: loadEntropyBits,
  },
  {
    id: 'effective-experts',
    name: 'Effective experts 2ᴴ',
    unit: 'number',
    formula: '2^H(q)',
    explanation: 'As many experts, all used alike, would have this entropy.',
    limits: 'E when all are used alike; k at worst',
    reference: shannon,
    compute: effectiveExperts,
  },
  {
    id: 'cv',
    name: 'CV',
    unit: 'number',
    formula: 'σ(n) ⁄ mean(n),  σ of the population',
    explanation:
      'Coefficient of variation: how far loads scatter about their mean, in units of it. Its square is a common balancing loss.',
    limits: '0 when all are used alike; √(E ⁄ k − 1) at worst',
    reference: shazeer,
    compute: coefficientOfVariation,
  },
  {
    id: 'max-over-mean',
    name: 'Max over mean',
    unit: 'number',
    formula: 'max nᵢ ⁄ mean nᵢ',
    explanation:
      'How many times an even share the busiest expert gets: how much longer its step takes where each expert has a device of its own.',
    limits: '1 when all are used alike; E ⁄ k at worst',
    reference: shazeer,
    compute: maxOverMean,
  },
  {
    id: 'max-violation',
    name: 'MaxVio',
    unit: 'number',
    formula: '(max nᵢ − mean nᵢ) ⁄ mean nᵢ',
    explanation: 'By how much the busiest expert exceeds an even share: max over mean, less 1.',
    limits: '0 when all are used alike; E ⁄ k − 1 at worst',
    reference: lossFree,
    compute: maxViolation,
  },
  {
    id: 'gini',
    name: 'Gini',
    unit: 'number',
    formula: 'Σ (2r − E − 1) n₍ᵣ₎ ⁄ (E Σn)',
    explanation: 'Twice the area between the Lorenz curve and its diagonal.',
    limits: '0 when all are used alike; 1 − k ⁄ E at worst',
    reference: { text: 'Gini 1912; Lorenz 1905' },
    compute: loadGini,
  },
] as const satisfies readonly LoadMeasure[];

export type LoadMeasureId = (typeof loadMeasures)[number]['id'];

export interface MeasuredLoad {
  readonly measure: LoadMeasure;
  readonly value: number;
  readonly even: number;
  /** Null where the number of experts a token is not known. */
  readonly worst: number | null;
}

/** Every figure of a load, [E], beside its limits. */
export function measuredLoads(load: Float64Array, topK: number | null): readonly MeasuredLoad[] {
  const even = new Float64Array(load.length).fill(1);
  const worst = topK === null ? null : collapsedLoad(load.length, topK);
  return loadMeasures.map((measure) => ({
    measure,
    value: measure.compute(load),
    even: measure.compute(even),
    worst: worst === null ? null : measure.compute(worst),
  }));
}
