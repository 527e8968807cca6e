/** What stays of a matrix by rules that look at its rows: N:M patterns, and the same share of every neuron. */
import type { OrderedTableId } from '../../../core/pruning/ordered-tables.ts';
import { SUMS } from '../../../core/pruning/ladders.ts';
import { inputNorms } from '../../../core/pruning/matrix/wanda.ts';
import { neuronAdder, NEURON_SETTINGS } from '../../../core/pruning/ordered/neuron-table.ts';
import { addPatterns, PATTERN_SETTINGS } from '../../../core/pruning/ordered/pattern-table.ts';
import { RowTable, type AddRow } from '../../../core/pruning/ordered/row-table.ts';
import type { MatrixMeasure } from './measure.ts';

interface Settings {
  readonly count: number;
  readonly adder: (columns: number) => AddRow;
}

const patterns: Settings = { count: PATTERN_SETTINGS, adder: () => addPatterns };
const neurons: Settings = { count: NEURON_SETTINGS, adder: neuronAdder };

function keptBy(id: OrderedTableId, { count, adder }: Settings, score: 'magnitude' | 'wanda'): MatrixMeasure {
  return {
    id,
    width: SUMS * count,
    begin: ({ columns, energies }) => {
      if (score === 'wanda' && energies === null) return null;
      const norms = score === 'wanda' ? inputNorms(energies!) : null;
      const table = new RowTable({ columns, norms }, { settings: count, add: adder(columns) });
      return { add: (block) => table.add(block), finish: () => table.sums };
    },
  };
}

export const keptByRow = [
  keptBy('pattern', patterns, 'magnitude'),
  keptBy('neuron', neurons, 'magnitude'),
  keptBy('wanda-pattern', patterns, 'wanda'),
  keptBy('wanda-neuron', neurons, 'wanda'),
] as const;
