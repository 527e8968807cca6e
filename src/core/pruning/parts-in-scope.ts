/** Planned parts that an action on weights is about. */
import { cellCount, cellParts } from '../grid.ts';
import { projections, type Projection } from '../structure.ts';
import type { PlanBasis } from './plan-basis.ts';

export interface PartScope {
  /** Rows of the grid. */
  readonly rows: readonly number[];
  readonly projection: Projection | null;
  /** [L, C]: experts without weights that could be taken. */
  readonly gone: Uint8Array;
}

export interface PlannedPart {
  /** Its place among the planned parts, and the cell that it belongs to. */
  readonly planned: number;
  readonly cell: number;
}

/** Those that hold weights, rising. */
export function partsInScope(
  { grid, totals, input }: PlanBasis,
  { rows, projection, gone }: PartScope,
): readonly PlannedPart[] {
  const wanted = projection === null ? -1 : projections.indexOf(projection);
  const inScope = new Set(rows);
  const found: PlannedPart[] = [];
  for (let cell = 0, next = 0; cell < cellCount(grid); cell++) {
    const isOut = !inScope.has(Math.floor(cell / grid.columns.length)) || gone[cell] === 1;
    for (const part of cellParts(grid, cell)) {
      const planned = next++;
      if (isOut || !(totals.finite[planned]! > 0)) continue;
      if (wanted >= 0 && input.catalogue.parts.projection[part] !== wanted) continue;
      found.push({ planned, cell });
    }
  }
  return found;
}
