/** Which weights share a threshold: groups of planned parts, each with the ladder of all its weights together. */
import { cellParts, cellCount } from '../grid.ts';
import { levelsAt } from '../sketch/columns.ts';
import { EXACT_LIMIT, mergeLevels, type Levels } from '../sketch/levels.ts';
import { projections } from '../structure.ts';
import { laddersOf, type Ladders } from './ladders.ts';
import type { WeightsAction } from './plan.ts';
import type { PlanBasis } from './plan-basis.ts';

export interface WeightGroups {
  readonly count: number;
  /** Group g has the planned parts memberStart[g] … memberStart[g + 1] − 1 of `members`. */
  readonly memberStart: Uint32Array;
  readonly members: Uint32Array;
  /** A row a group, in units of `unit`. */
  readonly ladders: Ladders;
  /** By planned part: what its magnitudes are divided by before they are compared. */
  readonly unit: Float64Array | null;
  /** By group: finite weights, zeros among them. */
  readonly finite: Float64Array;
}

export interface GroupRequest {
  readonly per: WeightsAction['per'];
  /** Rows of the grid. */
  readonly rows: readonly number[];
  readonly projection: WeightsAction['scope']['projection'];
  /** [L, C]: experts that are gone have no weights any more. */
  readonly gone: Uint8Array;
}

/** While a slider of amounts moves, groups stay what they are; a few are kept, for plans with several actions. */
const KEPT = 6;
const kept = new WeakMap<PlanBasis, Map<string, WeightGroups>>();

export function weightGroups(basis: PlanBasis, request: GroupRequest): WeightGroups {
  const known = kept.get(basis) ?? new Map<string, WeightGroups>();
  kept.set(basis, known);
  const key = keyOf(request);
  const groups = known.get(key) ?? makeGroups(basis, request);
  known.delete(key);
  known.set(key, groups);
  for (const [oldest] of known) if (known.size > KEPT) known.delete(oldest);
  return groups;
}

function keyOf({ per, rows, projection, gone }: GroupRequest): string {
  const removed: number[] = [];
  gone.forEach((isGone, cell) => {
    if (isGone === 1) removed.push(cell);
  });
  return [per, projection ?? '', rows.join(','), removed.join(',')].join(';');
}

function makeGroups(basis: PlanBasis, request: GroupRequest): WeightGroups {
  const lists = memberLists(basis, request);
  const memberStart = new Uint32Array(lists.length + 1);
  lists.forEach((list, g) => (memberStart[g + 1] = memberStart[g]! + list.length));
  const unit = request.per === 'rms' ? rootMeanSquares(basis) : null;
  return {
    count: lists.length,
    memberStart,
    members: Uint32Array.from(lists.flat()),
    ladders: laddersOf(lists.map((list) => mergedLevels(basis, list, unit))),
    unit,
    finite: Float64Array.from(lists, (list) => list.reduce((sum, i) => sum + basis.totals.finite[i]!, 0)),
  };
}

/** Planned parts of each group; none is empty. */
function memberLists(basis: PlanBasis, { per, rows, projection, gone }: GroupRequest): readonly number[][] {
  const { grid, totals, input } = basis;
  const wanted = projection === null ? -1 : projections.indexOf(projection);
  const isInScope = new Uint8Array(grid.layers.length);
  for (const row of rows) isInScope[row] = 1;
  const groups = new Map<number, number[]>();
  for (let cell = 0, i = 0; cell < cellCount(grid); cell++) {
    const row = Math.floor(cell / grid.columns.length);
    for (const part of cellParts(grid, cell)) {
      const planned = i++;
      const isRead = totals.finite[planned]! > 0;
      if (isInScope[row] === 0 || gone[cell] === 1 || !isRead) continue;
      if (wanted >= 0 && input.catalogue.parts.projection[part] !== wanted) continue;
      const group = { all: 0, rms: 0, layer: row, expert: cell, projection: planned }[per];
      const list = groups.get(group);
      if (list === undefined) groups.set(group, [planned]);
      else list.push(planned);
    }
  }
  return [...groups.values()];
}

function rootMeanSquares({ input, grid, totals }: PlanBasis): Float64Array {
  const { sumSquares } = input.summary.parts.totals;
  return Float64Array.from(grid.parts, (part, i) => {
    const size = Math.sqrt(sumSquares[part]! / totals.finite[i]!);
    return size > 0 && size < Infinity ? size : 1;
  });
}

function mergedLevels(
  { input, grid }: PlanBasis,
  list: readonly number[],
  unit: Float64Array | null,
): Levels {
  const levels = list.map((i) => {
    const own = levelsAt(input.summary.parts, grid.parts[i]!);
    return unit === null ? own : divided(own, unit[i]!);
  });
  return mergeLevels(levels, { exactLimit: EXACT_LIMIT });
}

/** Bins lie elsewhere after a division: what is said of these levels is near, not exact. */
function divided({ binsPerOctave, mean, count, spread }: Levels, by: number): Levels {
  return { binsPerOctave, count, mean: mean.map((m) => m / by), spread: spread.map((s) => s / by) };
}
