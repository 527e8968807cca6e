/**
 * Every scalar measure that is shown, with its words: the source of tooltips, table columns, the colours of the matrix
 * and exports. One entry more here is one measure more everywhere.
 */
import type { Curve, Population, Quantity } from './curve.ts';
import { populationOf, totalOf } from './curve.ts';
import {
  aimer,
  gini,
  hoyer,
  initialSlope,
  keptFractionFor,
  knee,
  outlierRatio,
  participationL1,
  participationL2,
} from './measures.ts';

export interface MeasureChoice {
  readonly population: Population;
  readonly quantity: Quantity;
}

export interface Measure {
  /** As links and exports carry it: never changed. */
  readonly id: string;
  readonly name: string;
  /** Fits the head of a table's column. */
  readonly shortName: string;
  /** How its values read: a share in percent, a whole number, or any number. */
  readonly kind: 'fraction' | 'count' | 'number';
  readonly formula: string;
  /** What it says, in plain words, with its range. */
  readonly explanation: string;
  readonly reference: string;
  /** Whether it changes with the population counted, and with the quantity accumulated. */
  readonly dependsOn: readonly (keyof MeasureChoice)[];
  /** Of many independent Gaussian weights, as a random initialisation is; null where scale or number decide. */
  readonly gaussian: Readonly<Record<Quantity, number>> | null;
  /** NaN where there is nothing to measure: no weights, only zeros, or sums that doubles can't hold. */
  readonly compute: (curve: Curve, on: MeasureChoice) => number;
}

const hurleyRickard = 'Hurley & Rickard, Comparing Measures of Sparsity, IEEE Trans. Inf. Theory 55 (2009)';
const curveItself = 'A point of the curve drawn here; its complement is the Lorenz curve (1905)';

export const measureList = [
  {
    id: 'parameters',
    name: 'Parameters',
    shortName: 'Parameters',
    kind: 'count',
    formula: 'n',
    explanation: 'How many weights there are, zeros and non-finite ones included.',
    reference: 'Counted',
    dependsOn: [],
    gaussian: null,
    compute: ({ totals }) => totals.count,
  },
  {
    id: 'mean-magnitude',
    name: 'Mean magnitude',
    shortName: 'Mean |w|',
    kind: 'number',
    formula: 'Σ|w| ⁄ n',
    explanation:
      'The average size of a weight, sign aside. From 0 up. The knee of the curve lies at exactly this magnitude. For Gaussian weights it is 0.798 of their standard deviation.',
    reference: 'Elementary',
    dependsOn: ['population'],
    gaussian: null,
    compute: (curve, { population }) => known(curve, curve.totals.l1 / populationOf(curve, population)),
  },
  {
    id: 'rms',
    name: 'Root mean square',
    shortName: 'RMS',
    kind: 'number',
    formula: '√(Σw² ⁄ n)',
    explanation:
      'The quadratic average of the weights; larger weights count for more than in the mean magnitude, and it is never below it. For weights that scatter about zero it is their standard deviation.',
    reference: 'Elementary',
    dependsOn: ['population'],
    gaussian: null,
    compute: (curve, { population }) =>
      known(curve, Math.sqrt(curve.totals.sumSquares / populationOf(curve, population))),
  },
  {
    id: 'max-magnitude',
    name: 'Largest magnitude',
    shortName: 'Max |w|',
    kind: 'number',
    formula: 'max|w|',
    explanation:
      'The size of the single largest finite weight. It grows slowly with the number of weights even where nothing is unusual: to about 4 standard deviations for ten thousand Gaussian weights, to 6 for a billion.',
    reference: 'Elementary',
    dependsOn: [],
    gaussian: null,
    compute: (curve) => known(curve, curve.totals.maxAbs),
  },
  {
    id: 'l1',
    name: 'Mass (L1 norm)',
    shortName: 'L1',
    kind: 'number',
    formula: '‖w‖₁ = Σ|w|',
    explanation:
      'All magnitudes added up: where the plain curve of sums ends. From 0 up; it grows with the number of weights as well as with their size.',
    reference: 'Elementary',
    dependsOn: [],
    gaussian: null,
    compute: (curve) => known(curve, curve.totals.l1),
  },
  {
    id: 'l2',
    name: 'L2 norm',
    shortName: 'L2',
    kind: 'number',
    formula: '‖w‖₂ = √Σw²',
    explanation:
      'The Euclidean length of the weights as one vector; its square is the energy. From 0 up; it grows with the number of weights as well as with their size.',
    reference: 'Elementary',
    dependsOn: [],
    gaussian: null,
    compute: (curve) => known(curve, Math.sqrt(curve.totals.sumSquares)),
  },
  {
    id: 'gini',
    name: 'Gini coefficient',
    shortName: 'Gini',
    kind: 'number',
    formula: '2 · ∫C(p) dp − 1',
    explanation:
      'Twice the area between the curve and its diagonal: how unequal the magnitudes are. 0 when all are equal, close to 1 when a few weights hold everything. Gaussian weights have 0.414, uniform ones 0.333, so only what lies above that was learned or pruned.',
    reference: hurleyRickard,
    dependsOn: ['population'],
    gaussian: always(Math.SQRT2 - 1),
    compute: ofSome('mass', (curve, { population }) => gini(curve, population)),
  },
  {
    id: 'hoyer',
    name: 'Hoyer sparsity',
    shortName: 'Hoyer',
    kind: 'number',
    formula: '(√n − ‖w‖₁ ⁄ ‖w‖₂) ⁄ (√n − 1)',
    explanation:
      'How far the ratio of the two norms is from that of equal weights, towards that of a single one. 0 when all magnitudes are equal, 1 when one weight holds everything. Gaussian weights have 0.202. For many weights it is 1 − AIMER.',
    reference: 'Hoyer, Non-negative Matrix Factorization with Sparseness Constraints, JMLR 5 (2004)',
    dependsOn: ['population'],
    gaussian: always(1 - Math.sqrt(2 / Math.PI)),
    compute: ofSome('energy', (curve, { population }) => hoyer(curve, population)),
  },
  {
    id: 'aimer',
    name: 'AIMER',
    shortName: 'AIMER',
    kind: 'number',
    formula: '(Σ|w| ⁄ n) ⁄ √(Σw² ⁄ n)',
    explanation:
      'Mean magnitude over root mean square, used to rank experts for pruning without data. 1 when all magnitudes are equal, towards 0 when few weights hold everything: the other way round than Gini and Hoyer. Gaussian weights have 0.798.',
    reference: 'arXiv 2603.18492',
    dependsOn: ['population'],
    gaussian: always(Math.sqrt(2 / Math.PI)),
    compute: ofSome('energy', (curve, { population }) => aimer(curve, population)),
  },
  {
    id: 'effective-mass',
    name: 'Effective fraction, by mass',
    shortName: 'Effective (mass)',
    kind: 'fraction',
    formula: '(Σ|w|)² ⁄ (n Σw²)',
    explanation:
      'The share of weights that, all equal, would have the same two norms. 100 % when all magnitudes are equal; the fewer weights matter, the smaller. Gaussian weights have 63.7 %. The square of AIMER.',
    reference: 'Participation ratio, as in the physics of localisation (Bell & Dean 1970)',
    dependsOn: ['population'],
    gaussian: always(2 / Math.PI),
    compute: ofSome('energy', (curve, { population }) => participationL1(curve, population)),
  },
  {
    id: 'effective-energy',
    name: 'Effective fraction, by energy',
    shortName: 'Effective (energy)',
    kind: 'fraction',
    formula: '(Σw²)² ⁄ (n Σw⁴)',
    explanation:
      'The inverse participation ratio of the energies w²: the share of weights over which the energy would spread if it were spread evenly. 100 % when all magnitudes are equal; outliers push it down hard. Gaussian weights have 33.3 %.',
    reference: 'Participation ratio, as in the physics of localisation (Bell & Dean 1970)',
    dependsOn: ['population'],
    gaussian: always(1 / 3),
    compute: ofSome('mass', (curve, { population }) => participationL2(curve, population)),
  },
  {
    id: 'initial-slope',
    name: 'Initial slope',
    shortName: 'Slope',
    kind: 'number',
    formula: 'C(0.01) ⁄ 0.01',
    explanation:
      'How many times its fair share the largest 1 % of weights hold. 1 when all magnitudes are equal, at most 100. A steep start means mass concentrated in few weights; popular texts state the reverse. Gaussian weights have 3.62 of mass, 8.45 of energy.',
    reference: curveItself,
    dependsOn: ['population', 'quantity'],
    gaussian: { mass: 3.62452, energy: 8.449166 },
    compute: ofSome('chosen', initialSlope),
  },
  {
    id: 'outlier-ratio',
    name: 'Outlier ratio',
    shortName: 'Max ⁄ mean',
    kind: 'number',
    formula: 'max|w| ⁄ mean|w|',
    explanation:
      'How far the largest weight stands out: the slope of the curve at its very first weight. From 1 up. It grows with the number of weights, for Gaussian ones to about 5 at ten thousand and 7 at a hundred million; hundreds mean single outliers.',
    reference: curveItself,
    dependsOn: ['population'],
    gaussian: null,
    compute: ofSome('mass', (curve, { population }) => outlierRatio(curve, population)),
  },
  {
    id: 'knee',
    name: 'Kept fraction at the knee',
    shortName: 'Knee',
    kind: 'fraction',
    formula: 'share of weights with |w| > mean|w|',
    explanation:
      'Where the curve is farthest above its diagonal: every weight before it holds more than its fair share. It depends on the shape of the distribution alone and says nothing of accuracy. Gaussian weights have it at 42.5 % (31.7 % for energy), uniform ones at 50 %.',
    reference: 'Satopää et al., Finding a “Kneedle” in a Haystack (2011)',
    dependsOn: ['population', 'quantity'],
    gaussian: { mass: 0.424937, energy: 0.317311 },
    compute: ofSome('chosen', (curve, on) => knee(curve, on).keptFraction || NaN),
  },
  {
    id: 'kept-mass-90',
    name: 'Kept for 90 % of mass',
    shortName: '90 % mass',
    kind: 'fraction',
    formula: 'least p with C(p) ≥ 0.9',
    explanation:
      'The share of weights, largest first, that holds nine tenths of all magnitude. 90 % when all are equal; the smaller, the more can go before a tenth of the mass is lost. Gaussian weights need 64.6 %.',
    reference: curveItself,
    dependsOn: ['population'],
    gaussian: always(0.646203),
    compute: ofSome('mass', (curve, { population }) =>
      keptFractionFor(curve, 0.9, { quantity: 'mass', population }),
    ),
  },
  {
    id: 'kept-energy-90',
    name: 'Kept for 90 % of energy',
    shortName: '90 % energy',
    kind: 'fraction',
    formula: 'least p with Σ of the largest pn w² ≥ 0.9 Σw²',
    explanation:
      'The share of weights, largest first, that holds nine tenths of the energy w², which is what a tenth of squared error leaves. 90 % when all are equal. Gaussian weights need 44.5 %.',
    reference: curveItself,
    dependsOn: ['population'],
    gaussian: always(0.444603),
    compute: ofSome('energy', (curve, { population }) =>
      keptFractionFor(curve, 0.9, { quantity: 'energy', population }),
    ),
  },
  {
    id: 'zeros',
    name: 'Exact zeros',
    shortName: 'Zeros',
    kind: 'fraction',
    formula: 'share of finite weights with w = 0',
    explanation:
      'Weights that are 0 or −0 as stored: pruned, padded, or rounded away by a small format. From 0 % to 100 %; a random initialisation has none.',
    reference: 'Counted',
    dependsOn: [],
    gaussian: always(0),
    compute: (curve) => known(curve, curve.totals.zeros / curve.finite),
  },
  {
    id: 'non-finite',
    name: 'Non-finite weights',
    shortName: 'NaN, ∞',
    kind: 'count',
    formula: 'number of NaN, ∞ and −∞',
    explanation:
      'Weights that are no numbers at all. They stay out of every curve and sum. Anything but 0 means that the checkpoint is damaged or its training diverged.',
    reference: 'Counted',
    dependsOn: [],
    gaussian: always(0),
    compute: ({ totals }) => totals.nan + totals.infinite,
  },
] as const satisfies readonly Measure[];

export type MeasureId = (typeof measureList)[number]['id'];

type Compute = Measure['compute'];

/** The measure where there is some of that quantity, NaN elsewhere. */
function ofSome(quantity: Quantity | 'chosen', compute: Compute): Compute {
  return (curve, on) =>
    totalOf(curve, quantity === 'chosen' ? on.quantity : quantity) > 0 ? compute(curve, on) : NaN;
}

/** A sum, or NaN where it passed the range of doubles or there was nothing to add. */
function known({ finite }: Curve, sum: number): number {
  return finite > 0 && sum < Infinity ? sum : NaN;
}

function always(value: number): Measure['gaussian'] {
  return { mass: value, energy: value };
}
