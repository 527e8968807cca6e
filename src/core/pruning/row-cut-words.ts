/** The words of what is said of weights that go by their place in a row. */
import { formatCount } from '../quantity.ts';
import type { RemarkWords } from './plan-remark.ts';

export const rowCutWords = {
  'needs-pass': () => ({
    title: 'The order of the weights is not known yet',
    body: 'The scan tells how large weights are, but this action depends on where each of them stands.',
    remedy:
      'Read the weights once more, in their order: the tables that come of it are kept while the checkpoint is open.',
  }),
  'needs-energies': () => ({
    title: 'Wanda needs what goes into the experts',
    body: 'It compares weights by |w| · ‖x‖ of the input that each is multiplied with, and no trace that is open tells how large inputs are.',
    remedy:
      'Open an importance matrix of this model (llama.cpp’s llama-imatrix) or, of a model that was trained here, the trace that is saved with it; or compare by magnitude.',
  }),
  'no-pattern': ({ keep, of }) => ({
    title: `There is no pattern ${formatCount(keep)}:${formatCount(of)} here`,
    body: 'Patterns keep some, but not all, of every 2, 4 or 8 weights.',
    remedy: 'Choose 2:4 or 4:8, for example.',
  }),
  'rows-by-share': () => ({
    title: 'Rows are kept by their share',
    body: 'Within each neuron, and by Wanda’s score, plans keep a share of the weights or a pattern; no threshold, mass or energy.',
    remedy: 'Keep by weights, or by N:M.',
  }),
  'wanda-within-rows': () => ({
    title: 'Wanda compares weights of one neuron',
    body: 'Its score says which inputs of a neuron matter to it. Scores of different neurons do not compare.',
    remedy: 'Compare each neuron for itself.',
  }),
  'order-unknown': ({ matrices, isWanda }) => ({
    title: matrices === 1 ? 'A matrix is left whole' : `${formatCount(matrices)} matrices are left whole`,
    body: isWanda
      ? 'It is not known what goes into them: the trace tells nothing of these experts, or of another number of inputs.'
      : 'It can’t be told which of their weights are one neuron’s: they are packed in an order of their own, or no matrices at all.',
    remedy: isWanda
      ? 'Open a trace of more text, so that tokens reach every expert.'
      : 'Choose a threshold for these.',
  }),
  'cut-twice': ({ matrices }) => ({
    title: 'Weights are cut in two ways',
    body: `Two actions cut ${matrices === 1 ? 'the same matrix' : `the same ${formatCount(matrices)} matrices`}. What both leave together lies between limits: it depends on how far they take the same weights.`,
    remedy: 'Look at the limits beside the figures, or leave one of the actions out.',
  }),
} satisfies Partial<RemarkWords>;
