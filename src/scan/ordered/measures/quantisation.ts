/** What rounding adds to a matrix, at every number of bits and every group within its rows. */
import { addRowsQuantised, QUANTISATION_NUMBERS } from '../../../core/pruning/ordered/quantisation-table.ts';
import type { MatrixMeasure } from './measure.ts';

export const quantisation: MatrixMeasure = {
  id: 'quantisation',
  width: QUANTISATION_NUMBERS,
  begin: () => {
    const numbers = new Float64Array(QUANTISATION_NUMBERS);
    return { add: (block) => addRowsQuantised(block, numbers), finish: () => numbers };
  },
};
