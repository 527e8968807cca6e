/** What the end of a run comes to, figure by figure: the columns of tables over runs, and what charts of grids show. */
import { mutualInformation } from './routing/statistics/mutual-information.ts';
import type { EvaluationPoint } from './run-history.ts';
import { weightCurve } from './run-moment.ts';
import { gini, hoyer, keptFractionFor } from './sketch/measures.ts';

export interface RunFigure {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly kind: 'fraction' | 'number';
  readonly unit: 'bits' | null;
  readonly formula: string;
  readonly explanation: string;
  /** NaN where there is nothing to measure. */
  readonly compute: (end: EvaluationPoint) => number;
}

export const runFigures = [
  {
    id: 'accuracy',
    name: 'Accuracy',
    shortName: 'Accuracy',
    kind: 'fraction',
    unit: null,
    formula: 'right / n',
    explanation: 'Share of the test samples that are predicted right.',
    compute: ({ accuracy }) => accuracy,
  },
  {
    id: 'loss',
    name: 'Loss',
    shortName: 'Loss',
    kind: 'number',
    unit: null,
    formula: 'mean of −ln p(y|x)',
    explanation: 'On the test samples, in nats, without regularisers.',
    compute: ({ loss }) => loss,
  },
  {
    id: 'gini',
    name: 'Gini index of the experts’ weights',
    shortName: 'Gini',
    kind: 'number',
    unit: null,
    formula: '1 − 2 ∫ Lorenz curve of |w|',
    explanation:
      '0 if all magnitudes are equal, 1 if one weight has all the mass. Gaussian weights have 0.414.',
    compute: (end) => gini(weightCurve(end.weights), 'all'),
  },
  {
    id: 'hoyer',
    name: 'Hoyer sparsity of the experts’ weights',
    shortName: 'Hoyer',
    kind: 'number',
    unit: null,
    formula: '(√n − ‖w‖₁ / ‖w‖₂) / (√n − 1)',
    explanation: '0 if all magnitudes are equal, 1 if only one weight is not zero.',
    compute: (end) => hoyer(weightCurve(end.weights), 'all'),
  },
  {
    id: 'half-mass',
    name: 'Weights that hold half of the mass',
    shortName: 'Half of the mass',
    kind: 'fraction',
    unit: null,
    formula: 'C⁻¹(½)',
    explanation: 'Share of the experts’ weights, the largest first, that make up half of Σ|w|.',
    compute: (end) => keptFractionFor(weightCurve(end.weights), 0.5, { population: 'all', quantity: 'mass' }),
  },
  {
    id: 'zeros',
    name: 'Weights that are exactly zero',
    shortName: 'Zeros',
    kind: 'fraction',
    unit: null,
    formula: '#{w = 0} / n',
    explanation: 'Of the experts’ weights. Penalties leave none unless they set weights to zero themselves.',
    compute: (end) => weightCurve(end.weights).totals.zeros / weightCurve(end.weights).totals.count,
  },
  {
    id: 'information',
    name: 'Expert and class',
    shortName: 'I(E;Y)',
    kind: 'number',
    unit: 'bits',
    formula: 'I(E;Y) = H(E) + H(Y) − H(E,Y)',
    explanation:
      'How much the chosen expert tells of the class: 0 if nothing, at most log₂ of the smaller number.',
    compute: ({ byClass }) => mutualInformation(byClass).bits,
  },
  {
    id: 'gate-entropy',
    name: 'Entropy of a gate',
    shortName: 'H_s',
    kind: 'number',
    unit: 'bits',
    formula: 'mean of H(p(·|x))',
    explanation: 'How undecided the gate is on a sample: 0 if it is sure of one expert.',
    compute: ({ gateEntropyBits }) => gateEntropyBits,
  },
  {
    id: 'usage-entropy',
    name: 'Entropy of use',
    shortName: 'H_u',
    kind: 'number',
    unit: 'bits',
    formula: 'H(mean of p(·|x))',
    explanation:
      'How evenly the experts are used over all samples: 0 if one does everything, log₂ E if all alike.',
    compute: ({ usageEntropyBits }) => usageEntropyBits,
  },
  {
    id: 'dead-experts',
    name: 'Share of experts that no sample chose',
    shortName: 'Unused',
    kind: 'fraction',
    unit: null,
    formula: '#{i : nᵢ = 0} / E',
    explanation: 'Experts that are the choice of no test sample.',
    compute: ({ load }) => load.filter((count) => count === 0).length / load.length,
  },
  {
    id: 'experts-per-sample',
    name: 'Experts a sample',
    shortName: 'Experts a sample',
    kind: 'number',
    unit: null,
    formula: 'k',
    explanation: 'How many experts a sample went to, on average.',
    compute: ({ expertsPerSample }) => expertsPerSample,
  },
  {
    id: 'dropped',
    name: 'Choices dropped',
    shortName: 'Dropped',
    kind: 'fraction',
    unit: null,
    formula: 'turned away / chosen',
    explanation: 'Choices that found their expert full.',
    compute: ({ droppedShare }) => droppedShare,
  },
] as const satisfies readonly RunFigure[];

export type RunFigureId = (typeof runFigures)[number]['id'];

export function runFigure(id: string): RunFigure {
  return runFigures.find((figure) => figure.id === id) ?? runFigures[0];
}
