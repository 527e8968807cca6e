/** What the pass over whole matrices would tell of a model whose weights are in memory: one matrix an expert, [out, in]. */
import { shapeAt } from '../core/catalogue.ts';
import { basisOf, type PlanBasis } from '../core/pruning/plan-basis.ts';
import { orderedTables, type OrderedTableId, type OrderedTables } from '../core/pruning/ordered-tables.ts';
import type { EnergiesOf } from '../core/pruning/input-energies.ts';
import type { WeightMatrix } from '../core/pruning/matrix/weight-matrix.ts';
import { measureOf } from '../scan/ordered/measures/index.ts';
import { allSteps } from '../core/steps.ts';
import type { PlannedModel } from './planned-model.ts';

type Model = Pick<PlannedModel, 'catalogue' | 'values' | 'basis'>;

export function plannedMatrix({ catalogue, values }: Model, part: number): WeightMatrix {
  const [rows, columns] = shapeAt(catalogue.tensors, catalogue.parts.tensor[part]!) as [number, number];
  return { rows, columns, values: Float64Array.from(values[part]!) };
}

export function orderedOf(
  model: Model,
  tables: readonly OrderedTableId[],
  energiesOf: EnergiesOf = () => null,
): OrderedTables {
  const parts = [...model.basis.grid.parts].sort((a, b) => a - b);
  const answers = parts.map((part) => {
    const matrix = plannedMatrix(model, part);
    return tables.map((id) => {
      const energies = energiesOf(part, matrix.columns);
      const rows = measureOf(id).begin({ ...matrix, energies, isPlanned: true });
      rows?.add(matrix);
      const own = rows?.finish() ?? null;
      return own === null || own instanceof Float64Array ? own : allSteps(own);
    });
  });
  const matrices = parts.map((part) => ({ part, ...plannedMatrix(model, part), isTransposed: false }));
  return orderedTables(matrices, { answers, tables });
}

/** The same basis, with tables. */
export function withOrdered(model: Model, ordered: OrderedTables): PlanBasis {
  return basisOf({ ...model.basis.input, ordered });
}
