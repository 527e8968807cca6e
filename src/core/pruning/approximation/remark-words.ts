/** The words of what is said of matrices that something else stands for. */
import { formatBytes, formatCount, formatPercent } from '../../quantity.ts';
import type { RemarkWords } from '../plan-remark.ts';

const named = {
  experts: 'experts',
  routers: 'routers',
  rest: 'matrices besides experts and routers',
} as const;

export const approximationWords = {
  'nothing-to-quantise': ({ of }) => ({
    title: 'There is nothing to quantise',
    body: `This checkpoint has no ${named[of]} that a scan reads.`,
    remedy: 'Quantise something else.',
  }),
  'needs-singular-values': () => ({
    title: 'Singular values are not known yet',
    body: 'What a lower rank keeps depends on the singular values of every matrix, which no scan tells.',
    remedy:
      'Work them out: that takes a second or more a matrix, and they are kept while the checkpoint is open.',
  }),
  'approximated-before': () => ({
    title: 'Something else stands for these weights already',
    body: 'An action before this one stores them as codes or as factors. What two of them do together nobody can tell from one matrix’s figures.',
    remedy: 'Choose one of the two for each matrix.',
  }),
  'rank-after-cut': () => ({
    title: 'Weights were cut before',
    body: 'Two factors bring back what was cut: their product has no zeros. And its singular values are not those of the whole matrix.',
    remedy: 'Cut other matrices, or write the cut checkpoint, open it, and lower the rank of that.',
  }),
  'cut-after-rank': () => ({
    title: 'These matrices are two factors by now',
    body: 'An action before this one made a product of two thin matrices of them, and what is small in the product is not small in its factors.',
    remedy: 'Cut other matrices, or leave out one of the two actions.',
  }),
  'error-of-whole': () => ({
    title: 'The error is that of whole matrices',
    body: 'Weights of them are cut as well. Zeros stay zeros, so codes are no further from what is left than the figure says; what was cut is not in it.',
    remedy: '',
  }),
  'not-finite-codes': ({ weights }) => ({
    title: 'Some weights are no numbers',
    body: `${formatCount(weights)} weights are infinite or not a number. They have no code, and enter no figure.`,
    remedy: 'The checkpoint is damaged or training diverged: look for them in the table of tensors.',
  }),
  'rounded-before': ({ dtypes, matrices }) => ({
    title: 'These weights were rounded before',
    body: `${matricesText(matrices)} stored as ${dtypes.join(', ')}: the error is measured against those numbers, not against what was trained. What they lost already comes on top, and codes of one grid rounded to another lose more than trained weights would.`,
    remedy: 'Open the checkpoint in its trained precision to see what quantising costs from there.',
  }),
  'not-smaller': ({ before, after }) => ({
    title: 'Nothing is saved',
    body: `They take ${formatBytes(before)} as they are, and ${formatBytes(after)} as codes and scales.`,
    remedy: 'Choose fewer bits, or larger groups.',
  }),
  'error-unknown': ({ matrices }) => ({
    title: 'Not every error is known',
    body: `${matricesText(matrices)} not read in order: no figure of the error holds them.`,
    remedy: '',
  }),
  'router-rounded': () => ({
    title: 'Who is chosen may change',
    body: 'What matters of a router is which experts it prefers, and small errors turn close choices. Figures of weights can’t tell how many.',
    remedy: 'Keep routers as they are: they are a small share of the bytes.',
  }),
  'rank-not-smaller': ({ matrices }) => ({
    title: 'Some matrices stay as they are',
    body: `${matricesText(matrices)} smaller than two factors of that rank would be, which need rows + columns numbers for every rank.`,
    remedy: 'Keep a smaller share.',
  }),
  'rank-estimated': ({ deviation }) => ({
    title: 'Singular values are estimated',
    body: `Of the largest matrices they were not worked out one by one, but by random probes. Shares of energy have a standard error of up to ${formatPercent(deviation, 2)}.`,
    remedy: '',
  }),
  'rank-of-rounded': ({ matrices }) => ({
    title: 'Factors are no codes',
    body: `${matricesText(matrices)} stored in few bits now. Factors are taken to be 16-bit floats, which may need more bytes than the codes did.`,
    remedy: 'Open the checkpoint in its trained precision.',
  }),
} satisfies Partial<RemarkWords>;

function matricesText(matrices: number): string {
  return matrices === 1 ? 'One matrix is' : `${formatCount(matrices)} matrices are`;
}
