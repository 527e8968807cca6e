/**
 * Which weights share a threshold, and how much of each group lies above any edge. Edges are summed over all groups when
 * they are first asked for, and kept: a slider that moves asks for few new ones.
 */
import { binEdge, binOf, SKETCH_BINS } from '../sketch/levels.ts';
import { addAbove, newAbove, rowTotal, SUMS, type Ladders } from './ladders.ts';
import { partsInScope, type PartScope } from './parts-in-scope.ts';
import type { WeightsAction } from './plan.ts';
import type { PlanBasis } from './plan-basis.ts';

export interface GroupRequest extends PartScope {
  readonly per: Exclude<WeightsAction['per'], 'neuron'>;
}

export class WeightGroups {
  readonly count: number;
  /** Planned parts, and the group of each. */
  readonly members: Uint32Array;
  readonly groupOf: Uint32Array;
  /** By member: what its magnitudes are divided by before they are compared; null for nothing. */
  readonly unit: Float64Array | null;
  /** By group: finite weights, zeros among them. */
  readonly finite: Float64Array;
  /** The first bin that any group has, and the one after the last. */
  readonly firstBin: number;
  readonly endBin: number;
  readonly #ladders: Ladders;
  readonly #isByPart: boolean;
  /** By bin, from the first: sums of each group above its lower edge. */
  readonly #above: (Float64Array | undefined)[] = [];

  constructor(basis: PlanBasis, request: GroupRequest) {
    const { members, groupOf, count } = membersOf(basis, request);
    this.count = count;
    this.members = members;
    this.groupOf = groupOf;
    this.unit = request.per === 'rms' ? rootMeanSquares(basis, members) : null;
    this.finite = new Float64Array(count);
    members.forEach((planned, m) => (this.finite[groupOf[m]!]! += basis.totals.finite[planned]!));
    this.#ladders = basis.ladders;
    this.#isByPart = request.per === 'projection';
    [this.firstBin, this.endBin] = this.#binRange();
  }

  /** What of a group lies above the lower edge of a bin: all of it for the first, nothing for the end. */
  above(bin: number, { group, sum }: { readonly group: number; readonly sum: number }): number {
    if (bin === this.endBin) return 0;
    if (!this.#isByPart) return this.#edge(bin)[SUMS * group + sum]!;
    // a group of one part has its sums in the ladder as they are
    const { rows, below, firstBin } = this.#ladders;
    const planned = this.members[group]!;
    const beneath = below[SUMS * (rows * (bin - firstBin) + planned) + sum]!;
    return rowTotal(this.#ladders, planned, sum) - beneath;
  }

  /** SUMS of group g from SUMS · g. */
  #edge(bin: number): Float64Array {
    return (this.#above[bin - this.firstBin] ??= this.#sumAbove(bin));
  }

  #sumAbove(bin: number): Float64Array {
    const sums = newAbove(this.count);
    const edge = binEdge(bin, SKETCH_BINS);
    this.members.forEach((planned, m) => {
      const at = SUMS * this.groupOf[m]!;
      const threshold = edge * (this.unit?.[m] ?? 1);
      if (bin > this.firstBin) addAbove(this.#ladders, { row: planned, threshold, at }, sums);
      else
        for (let sum = 0; sum < SUMS; sum++) sums.value[at + sum]! += rowTotal(this.#ladders, planned, sum);
    });
    return sums.value;
  }

  /** Where each matrix has units of its own, their bins lie elsewhere. */
  #binRange(): [number, number] {
    const { firstBin, bins } = this.#ladders;
    if (this.unit === null || bins === 0) return [firstBin, firstBin + bins];
    const smallest = this.unit.reduce((least, unit) => Math.min(least, unit), Infinity);
    const largest = this.unit.reduce((most, unit) => Math.max(most, unit), 0);
    const inUnits = (bin: number, unit: number) => binOf(binEdge(bin, SKETCH_BINS) / unit, SKETCH_BINS);
    return [inUnits(firstBin, largest), inUnits(firstBin + bins, smallest) + 1];
  }
}

/** Of a few requests the groups are kept, with their sums. */
const KEPT = 4;
const kept = new WeakMap<PlanBasis, { key: string; gone: Uint8Array; groups: WeightGroups }[]>();

export function weightGroups(basis: PlanBasis, request: GroupRequest): WeightGroups {
  const { per, projection, rows, gone } = request;
  const key = [per, projection ?? '', ...rows].join();
  const known = kept.get(basis) ?? [];
  const entry = known.find((each) => each.key === key && areEqual(each.gone, gone)) ?? {
    key,
    gone: gone.slice(),
    groups: new WeightGroups(basis, request),
  };
  kept.set(basis, [entry, ...known.filter((each) => each !== entry)].slice(0, KEPT));
  return entry.groups;
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((value, i) => value === b[i]);
}

/** Planned parts of the request's scope that hold weights, and groups numbered from 0. */
function membersOf(
  basis: PlanBasis,
  request: GroupRequest,
): { members: Uint32Array; groupOf: Uint32Array; count: number } {
  const members = partsInScope(basis, request);
  const idOf = placeOfGroup(basis, request.per);
  // parts come cell by cell: those of a group follow each other
  let [count, last] = [0, -1];
  const groupOf = members.map((planned) => {
    const id = idOf(planned);
    if (id !== last) count++;
    last = id;
    return count - 1;
  });
  return { members, groupOf, count };
}

/** What parts of one group have in common, and no others. */
function placeOfGroup({ grid, totals }: PlanBasis, per: GroupRequest['per']): (planned: number) => number {
  const cellOf = totals.cell;
  if (per === 'projection') return (planned) => planned;
  if (per === 'expert') return (planned) => cellOf[planned]!;
  if (per === 'layer') return (planned) => Math.floor(cellOf[planned]! / grid.columns.length);
  return () => 0;
}

function rootMeanSquares({ input, grid, totals }: PlanBasis, members: Uint32Array): Float64Array {
  const { sumSquares } = input.summary.parts.totals;
  return Float64Array.from(members, (planned) => {
    const size = Math.sqrt(sumSquares[grid.parts[planned]!]! / totals.finite[planned]!);
    return size > 0 && size < Infinity ? size : 1;
  });
}
