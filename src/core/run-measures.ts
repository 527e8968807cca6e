/** Every scalar that is watched while a run goes on, with its words: the source of charts, figures, tooltips and exports. */
import { mutualInformation } from './routing/statistics/mutual-information.ts';
import { maxOverMean } from './routing/statistics/load.ts';
import type { EvaluationPoint, StepPoint } from './run-history.ts';

export interface RunMeasure {
  /** As exports carry it: never changed. */
  readonly id: string;
  readonly name: string;
  /** Fits a legend. */
  readonly shortName: string;
  readonly unit: 'number' | 'percent' | 'bits';
  readonly formula: string;
  /** What it says, in plain words, with its range. */
  readonly explanation: string;
  readonly reference: { readonly text: string; readonly href?: string };
  /** Of a batch, and of validation data; null where only one of them can tell. */
  readonly ofStep: ((point: StepPoint) => number) | null;
  readonly ofLook: (point: EvaluationPoint) => number;
}

const krishnamurthy = {
  text: 'Krishnamurthy, Watkins & Gaertner 2023, arXiv 2302.14703',
  href: 'https://arxiv.org/abs/2302.14703',
};
const shazeer = { text: 'Shazeer et al. 2017, arXiv 1701.06538', href: 'https://arxiv.org/abs/1701.06538' };
const switchTransformers = {
  text: 'Fedus, Zoph & Shazeer 2021, arXiv 2101.03961',
  href: 'https://arxiv.org/abs/2101.03961',
};
const xmoe = { text: 'XMoE, Yang et al. 2024, arXiv 2403.18926', href: 'https://arxiv.org/abs/2403.18926' };

/** Less than this part of an even share, and an expert learns hardly anything (the custom of `idle-experts.ts`). */
const HARDLY = 0.1;

function idleCount(load: readonly number[]): number {
  const total = load.reduce((sum, count) => sum + count, 0);
  return load.filter((count) => count < (HARDLY * total) / load.length).length;
}

/** Histories outlive the page: a look is measured once, not once a frame. */
const known = new WeakMap<object, number>();

function information(joint: EvaluationPoint['byClass']): number {
  const bits = known.get(joint) ?? mutualInformation(joint).bits;
  known.set(joint, bits);
  return bits;
}

export const runMeasures = {
  loss: {
    id: 'loss',
    name: 'Loss',
    shortName: 'Loss',
    unit: 'number',
    formula: '−(1⁄n) Σ ln p(true class)',
    explanation:
      'What training makes small: how surprised the model is by the true class, in nats. ln 10 = 2.30 is guessing among ten classes. Balancing terms are not in it.',
    reference: { text: 'Cross-entropy, unless the recipe chooses another loss' },
    ofStep: ({ loss }) => loss,
    ofLook: ({ loss }) => loss,
  },
  accuracy: {
    id: 'accuracy',
    name: 'Accuracy',
    shortName: 'Accuracy',
    unit: 'percent',
    formula: 'right predictions ⁄ samples',
    explanation: 'The share of samples whose likeliest class is the true one.',
    reference: { text: 'Counted' },
    ofStep: ({ accuracy }) => accuracy,
    ofLook: ({ accuracy }) => accuracy,
  },
  gateEntropy: {
    id: 'gate-entropy',
    name: 'Gate entropy H_s',
    shortName: 'H_s gate',
    unit: 'bits',
    formula: 'H_s = mean over x of H(p(·|x)),  H(p) = −Σ p log₂ p',
    explanation:
      'How unsure the gate is of a single sample: 0 when it puts all its weight on one expert, log₂ E when all experts are alike to it.',
    reference: krishnamurthy,
    ofStep: ({ gateEntropyBits }) => gateEntropyBits,
    ofLook: ({ gateEntropyBits }) => gateEntropyBits,
  },
  usageEntropy: {
    id: 'usage-entropy',
    name: 'Usage entropy H_u',
    shortName: 'H_u usage',
    unit: 'bits',
    formula: 'H_u = H(mean over x of p(·|x))',
    explanation:
      'How evenly the gate uses its experts over all samples: log₂ E when all get the same, near 0 when it has collapsed onto one. Good division of work is a low H_s with a high H_u.',
    reference: krishnamurthy,
    ofStep: ({ usageEntropyBits }) => usageEntropyBits,
    ofLook: ({ usageEntropyBits }) => usageEntropyBits,
  },
  information: {
    id: 'information-true',
    name: 'Information I(E;Y), true class',
    shortName: 'I(E;Y) true',
    unit: 'bits',
    formula: 'I(E;Y) = H(E) + H(Y) − H(E,Y)',
    explanation:
      'How much the first expert of a sample tells of its true class: 0 when experts are chosen without regard to it, at most log₂ of the number of experts or classes, whichever is less.',
    reference: krishnamurthy,
    ofStep: null,
    ofLook: ({ byClass }) => information(byClass),
  },
  informationPredicted: {
    id: 'information-predicted',
    name: 'Information I(E;Y), predicted class',
    shortName: 'I(E;Y) predicted',
    unit: 'bits',
    formula: 'I(E;Ŷ) = H(E) + H(Ŷ) − H(E,Ŷ)',
    explanation:
      'The same of the class that the model predicts, as the paper measures it: an expert that knows but one class tells much of what it will say, right or wrong.',
    reference: krishnamurthy,
    ofStep: null,
    ofLook: ({ byPrediction }) => information(byPrediction),
  },
  dropped: {
    id: 'dropped',
    name: 'Dropped choices',
    shortName: 'Dropped',
    unit: 'percent',
    formula: 'choices beyond capacity ⁄ choices,  capacity = factor · n · k ⁄ E',
    explanation:
      'An expert takes no more than its capacity of a batch. What is sent to a full one is dropped, and passes the layer untreated.',
    reference: switchTransformers,
    ofStep: ({ droppedShare }) => droppedShare,
    ofLook: ({ droppedShare }) => droppedShare,
  },
  expertsPerSample: {
    id: 'experts-per-sample',
    name: 'Experts per sample',
    shortName: 'Experts',
    unit: 'number',
    formula: 'choices ⁄ samples',
    explanation:
      'How many experts work on a sample, or on a token where a sample has several: k for top-k, a varying number for a threshold router, all of them for a soft mixture.',
    reference: xmoe,
    ofStep: ({ expertsPerSample }) => expertsPerSample,
    ofLook: ({ expertsPerSample }) => expertsPerSample,
  },
  idle: {
    id: 'idle-experts',
    name: 'Dead and idle experts',
    shortName: 'Idle experts',
    unit: 'number',
    formula: 'experts with n_i < 0.1 · Σn ⁄ E',
    explanation:
      'Experts that get less than a tenth of an even share of validation data. What is not chosen does not learn: without help they stay dead.',
    reference: shazeer,
    ofStep: null,
    ofLook: ({ load }) => idleCount(load),
  },
  imbalance: {
    id: 'max-over-mean',
    name: 'Busiest over mean',
    shortName: 'Max over mean',
    unit: 'number',
    formula: 'max n_i ⁄ mean n_i',
    explanation:
      'How many times an even share the busiest expert gets: 1 is exactly even, E means that it gets everything.',
    reference: shazeer,
    ofStep: ({ load }) => maxOverMean(Float64Array.from(load)),
    ofLook: ({ load }) => maxOverMean(Float64Array.from(load)),
  },
} as const satisfies Readonly<Record<string, RunMeasure>>;

export type RunMeasureId = keyof typeof runMeasures;

/** Notions that belong to a whole chart. */
export const runNotions = {
  load: {
    name: 'Load',
    formula: 'n_i = Σ over x of 1{expert i is chosen for x}',
    explanation:
      'How many choices fall on each expert, as a share of all. Even use, 1 ⁄ E, is the middle of the colours: twice as much is as far up as half as much is down.',
    reference: shazeer,
  },
  classes: {
    name: 'Experts by class',
    formula: 'n(i, y) = number of samples of class y whose first choice is i',
    explanation:
      'Who gets which class of the validation data. A column with one dark cell: the class has an expert of its own. All columns alike: the gate does not look at the class.',
    reference: krishnamurthy,
  },
  difficulty: {
    name: 'Load by difficulty',
    formula: 'margin(x) = log p(likeliest class) − log p(second)',
    explanation:
      'Validation samples in four equal parts by their margin, from those where the model wavers between two classes to those that it is sure of, and the share of each part that an expert gets.',
    reference: xmoe,
  },
  weights: {
    name: 'Sparsity curve of the experts',
    formula: 'C(p) = Σ of the largest pn |w| ⁄ Σ|w|',
    explanation:
      'How much of all mass the largest weights of the experts hold, now and before the first step. Training alone bends it a little; an L1 term bends it much.',
    reference: { text: 'Its complement is the Lorenz curve of the magnitudes: C(p) = 1 − L(1 − p)' },
  },
  strips: {
    name: 'What each expert sees',
    formula: 'samples x with argmax p(·|x) = i',
    explanation: 'A few validation samples that each expert is the first choice of, with their true classes.',
    reference: krishnamurthy,
  },
} as const satisfies Readonly<
  Record<string, Pick<RunMeasure, 'name' | 'formula' | 'explanation' | 'reference'>>
>;
