/** Planned parts that an action on weights is about. */
import { projections, type Projection } from '../structure.ts';
import type { PlanBasis } from './plan-basis.ts';

export interface PartScope {
  /** Rows of the grid. */
  readonly rows: readonly number[];
  readonly projection: Projection | null;
  /** [L, C]: experts without weights that could be taken. */
  readonly gone: Uint8Array;
}

/** Their places among the planned parts, rising: those that hold weights. */
export function partsInScope(
  { grid, totals, input }: PlanBasis,
  { rows, projection, gone }: PartScope,
): Uint32Array {
  const wanted = projection === null ? -1 : projections.indexOf(projection);
  const width = grid.columns.length;
  const isIn = new Uint8Array(gone.length);
  for (const row of rows) isIn.fill(1, row * width, (row + 1) * width);
  const found = new Uint32Array(grid.parts.length);
  let count = 0;
  for (let planned = 0; planned < found.length; planned++) {
    const cell = totals.cell[planned]!;
    if (isIn[cell] === 0 || gone[cell] === 1 || !(totals.finite[planned]! > 0)) continue;
    if (wanted >= 0 && input.catalogue.parts.projection[grid.parts[planned]!] !== wanted) continue;
    found[count++] = planned;
  }
  return found.slice(0, count);
}
