/** Everything that one pass over whole matrices can tell, by the table that it fills. */
import type { OrderedTableId } from '../../../core/pruning/ordered-tables.ts';
import { keptByRow } from './kept-by-row.ts';
import type { MatrixMeasure } from './measure.ts';
import { quantisation } from './quantisation.ts';
import { singularValues } from './singular-values.ts';

const measures: readonly MatrixMeasure[] = [...keptByRow, quantisation, singularValues];

export function measureOf(id: OrderedTableId): MatrixMeasure {
  return measures.find((measure) => measure.id === id)!;
}
