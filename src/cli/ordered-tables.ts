/** The pass over whole matrices, for the tables that a plan needs. */
import { catalogueOf } from '../core/catalogue.ts';
import type { Checkpoint } from '../core/checkpoint.ts';
import { neededTables } from '../core/pruning/actions/index.ts';
import { inputEnergiesOf } from '../core/pruning/input-energies.ts';
import {
  orderedParts,
  orderedTables,
  type MatrixAnswer,
  type OrderedTables,
} from '../core/pruning/ordered-tables.ts';
import type { Plan } from '../core/pruning/plan.ts';
import type { Structure } from '../core/structure.ts';
import type { TraceReading } from '../core/trace/reading.ts';
import { matrixPlaces } from '../formats/matrix-places.ts';
import { measureMatrix } from '../scan/ordered/measure-matrices.ts';
import { PartReader } from '../scan/part-values.ts';
import { planScan } from '../scan/plan.ts';
import { sourceOf } from './path-source.ts';

export interface OrderedRequest {
  readonly structure: Structure;
  readonly plan: Plan;
  readonly reading: TraceReading | null;
  readonly report: (done: { readonly matrices: number; readonly of: number }) => void;
}

/** Null where the plan needs none. Throws the faults of sources. */
export async function orderedTablesOf(
  checkpoint: Checkpoint,
  { structure, plan, reading, report }: OrderedRequest,
): Promise<OrderedTables | null> {
  const hasEnergies = (reading?.inputEnergies.length ?? 0) > 0;
  const tables = neededTables([plan]).filter((id) => hasEnergies || !id.startsWith('wanda'));
  if (tables.length === 0) return null;
  const catalogue = catalogueOf(checkpoint, structure, '');
  const parts = orderedParts(catalogue);
  const reader = new PartReader(planScan(checkpoint, structure, { only: new Set(parts) }), sourceOf);
  const energiesOf = inputEnergiesOf(reading, catalogue);
  const places = matrixPlaces(checkpoint, structure, parts);
  const answers: MatrixAnswer[] = [];
  for (const place of places) {
    const matrix = { ...place, energies: energiesOf(place.part, place.columns) };
    answers.push(await measureMatrix(reader, { matrix, tables }));
    report({ matrices: answers.length, of: places.length });
  }
  return orderedTables(places, { answers, tables });
}
