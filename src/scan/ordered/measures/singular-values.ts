/**
 * How much of a matrix's energy its largest singular values hold. It is held as a whole: 4 bytes for each of its weights.
 * Only of matrices whose ranks plans lower: an embedding would take as long as many experts.
 */
import { energyCurve } from '../../../core/pruning/matrix/spectrum.ts';
import { ENERGY_NUMBERS, energyNumbers } from '../../../core/pruning/ordered/energy-table.ts';
import type { Steps } from '../../../core/steps.ts';
import type { MatrixMeasure } from './measure.ts';

export const singularValues: MatrixMeasure = {
  id: 'singular-values',
  width: ENERGY_NUMBERS,
  begin: ({ rows, columns, isPlanned }) => {
    if (!isPlanned) return null;
    const values = new Float32Array(rows * columns);
    let filled = 0;
    return {
      add: (block) => {
        values.set(block.values, filled);
        filled += block.values.length;
      },
      finish: function* (): Steps<Float64Array> {
        return energyNumbers(yield* energyCurve({ rows, columns, values }));
      },
    };
  },
};
