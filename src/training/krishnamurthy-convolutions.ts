/** The convolutions that experts and gates of Krishnamurthy, Watkins & Gaertner have alike (arXiv 2302.14703). */
import type { Parameters, ValuesOf } from '../core/parameters.ts';
import type { Padding } from './convolution.ts';

export const convolutionParameters = {
  convolutions: {
    type: 'choice',
    choices: [
      { value: 'one', label: 'One' },
      { value: 'four', label: 'Four' },
    ],
    default: 'one',
    label: 'Convolutions',
    explanation: 'One for MNIST and Fashion-MNIST; four, each wider than the last, for CIFAR.',
  },
  filters: {
    type: 'integer',
    min: 1,
    max: 64,
    default: 1,
    label: 'Filters',
    explanation: 'Of the first convolution.',
  },
} as const satisfies Parameters;

/** One convolution that loses the border, or four of f, 2f, 4f and 4f filters, padded. */
export function convolutionsOf({ convolutions, filters }: ValuesOf<typeof convolutionParameters>): {
  readonly filters: readonly number[];
  readonly pad: Padding;
} {
  return convolutions === 'one'
    ? { filters: [filters], pad: 'valid' }
    : { filters: [filters, 2 * filters, 4 * filters, 4 * filters], pad: 'same' };
}
