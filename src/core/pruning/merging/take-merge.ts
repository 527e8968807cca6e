/** A merge of a plan: which experts of each layer become one. Nothing is taken of an action that can't be taken as a whole. */
import { isForeign } from '../aligned-trace.ts';
import type { PlacedAction } from '../actions/action-kind.ts';
import { countsOf } from '../criteria/trace-scores.ts';
import type { MergeAction } from '../plan.ts';
import type { PlanBasis } from '../plan-basis.ts';
import { cellsLeft } from '../places.ts';
import { zeroMatrix, type Matrix } from '../../routing/matrix.ts';
import { averageLinkage, cutInto, type Merge } from '../../routing/similarity/clustering.ts';
import { rowsInScope, type Taken } from '../taken.ts';
import { grounds, type GroundsId } from './grounds.ts';
import { groupByDominance, makeGroups } from './group-experts.ts';
import type { MergedLayer } from './merged-layer.ts';
import { mergeMethodOf, type MergeMethod } from './methods.ts';

export function takeMerge(basis: PlanBasis, taken: Taken, placed: PlacedAction<MergeAction>): void {
  const { action, at } = placed;
  if (basis.grid.kind !== 'experts') {
    taken.refuse(at, 'no-experts', {});
    return;
  }
  const { rows, unknown } = rowsInScope(basis, action.layers);
  if (unknown.length > 0) taken.refuse(at, 'no-layers', { layers: unknown });
  else if (isPossible(basis, taken, { ...placed, rows })) mergeRows(basis, taken, { ...placed, rows });
}

interface Merging extends PlacedAction<MergeAction> {
  readonly rows: readonly number[];
}

function isPossible(basis: PlanBasis, taken: Taken, { action, at, rows }: Merging): boolean {
  const { keep, method } = action;
  const { grid } = basis;
  const layersOf = (some: readonly number[]) => some.map((row) => grid.layers[row]!);
  if (!Number.isInteger(keep) || keep < 1) {
    const range = 'a whole number from 1';
    taken.refuse(at, 'amount-outside', { what: 'The number of groups to keep', value: keep, range });
    return false;
  }
  const again = rows.filter((row) => taken.merged.has(row));
  const cut = rows.filter((row) => taken.isCut(basis, row));
  // with rows of its own a group is an expert like any other
  const topK = mergeMethodOf(method).router === 'merged' ? (taken.topK ?? 1) : 1;
  const short = rows.filter((row) => Math.min(keep, cellsLeft(basis, taken, row).length) < topK);
  if (again.length > 0) taken.refuse(at, 'merged-before', { layers: layersOf(again) });
  else if (cut.length > 0) taken.refuse(at, 'merge-after-cut', { layers: layersOf(cut) });
  else if (short.length > 0)
    taken.refuse(at, 'too-few-experts', { layers: layersOf(short), left: keep, topK: taken.topK });
  else return true;
  return false;
}

function mergeRows(basis: PlanBasis, taken: Taken, { action, at, rows }: Merging): void {
  const method = mergeMethodOf(action.method);
  const own = grounds[method.grounds[0]!];
  const usage = usageOf(basis);
  if (method.grouping === 'dominance' && usage === null) {
    const lack = 'No open trace counts how often experts are chosen, so nobody is dominant.';
    taken.refuse(at, 'merge-lacks', { method: method.name, lack, source: 'a routing trace of this model.' });
    return;
  }
  const found = rows.flatMap((row) => {
    const ground = method.grounds.find((id) => distancesOf(basis, row, id) !== null);
    return ground === undefined ? [] : [{ row, ground }];
  });
  if (found.length === 0) {
    const lack = `There is nothing to tell ${own.name} by, and no router that could be read instead.`;
    taken.refuse(at, 'merge-lacks', { method: method.name, lack, source: own.source });
    return;
  }
  for (const { row, ground } of found) {
    const layer = mergedLayer(basis, taken, { action, method, row, ground, usage });
    if (layer !== null) taken.merge(basis, row, layer);
  }
  tellMerge(basis, taken, { action, method, at, rows, found, usage });
}

interface Telling extends Merging {
  readonly method: MergeMethod;
  readonly found: readonly { readonly row: number; readonly ground: GroundsId }[];
  readonly usage: Float64Array | null;
}

function tellMerge({ grid }: PlanBasis, taken: Taken, telling: Telling): void {
  const { action, method, at, rows, found, usage } = telling;
  const own = grounds[method.grounds[0]!];
  const standIn = found.find(({ ground }) => ground !== method.grounds[0]);
  const silent = rows.filter((row) => !found.some((one) => one.row === row));
  if (standIn !== undefined) {
    const used = grounds[standIn.ground].name;
    taken.note(at, 'merge-stand-in', { method: method.name, wanted: own.name, used, source: own.source });
  }
  if (silent.length > 0) {
    const layers = silent.map((row) => grid.layers[row]!);
    taken.note(at, 'layers-without-scores', { name: 'likeness of experts', layers });
  }
  const weighing = action.weighing ?? method.weighing;
  if (weighing === 'usage' && usage === null) taken.note(at, 'merged-equally', {});
  if (method.router === 'kept') taken.note(at, 'router-kept', {});
}

/** [L, C] choices of the trace; null where none were counted. */
function usageOf(basis: PlanBasis): Float64Array | null {
  const { trace } = basis;
  if (trace === null || isForeign(trace)) return null;
  const counts = countsOf(trace, basis);
  return counts.some((count) => count > 0) ? counts.map((count) => (count > 0 ? count : 0)) : null;
}

interface RowMerging {
  readonly action: MergeAction;
  readonly method: MergeMethod;
  readonly row: number;
  readonly ground: GroundsId;
  readonly usage: Float64Array | null;
}

/** Null where there are no more experts than groups. */
function mergedLayer(
  basis: PlanBasis,
  taken: Taken,
  { action, method, row, ground, usage }: RowMerging,
): MergedLayer | null {
  const first = row * basis.grid.columns.length;
  const ids = cellsLeft(basis, taken, row).map((cell) => cell - first);
  if (ids.length <= action.keep) return null;
  const own = usage && Float64Array.from(ids, (id) => usage[first + id]!);
  const all = distancesOf(basis, row, ground)!;
  const groupOf =
    method.grouping === 'dominance'
      ? groupByDominance(among(all, ids), own!, action.keep)
      : cutInto(treeOf(basis, { row, ground, ids }), action.keep);
  return {
    layer: basis.grid.layers[row]!,
    groups: makeGroups({ ids, groupOf, usage: own, weighing: action.weighing ?? method.weighing }),
    router: method.router,
    isAligned: action.isAligned,
  };
}

/** Trees and distances do not hang on how many groups are kept, so sliders find them made. */
const known = new WeakMap<PlanBasis, Map<string, Matrix | null>>();
const trees = new WeakMap<PlanBasis, Map<string, readonly Merge[]>>();

function distancesOf(basis: PlanBasis, row: number, ground: GroundsId): Matrix | null {
  return remembered(known, basis, `${row} ${ground}`, () => grounds[ground].distances(basis, row));
}

function treeOf(
  basis: PlanBasis,
  { row, ground, ids }: { readonly row: number; readonly ground: GroundsId; readonly ids: readonly number[] },
): readonly Merge[] {
  const all = distancesOf(basis, row, ground)!;
  // sets of experts that are left are many, and each is seen but for a moment
  if (ids.length < all.rows) return averageLinkage(among(all, ids));
  return remembered(trees, basis, `${row} ${ground}`, () => averageLinkage(all));
}

function remembered<T>(
  of: WeakMap<PlanBasis, Map<string, T>>,
  basis: PlanBasis,
  key: string,
  make: () => T,
): T {
  const own = of.get(basis) ?? new Map<string, T>();
  of.set(basis, own);
  const value = own.has(key) ? own.get(key)! : make();
  own.set(key, value);
  return value;
}

function among(all: Matrix, ids: readonly number[]): Matrix {
  if (ids.length === all.rows) return all;
  const { columns, values } = all;
  const matrix = zeroMatrix(ids.length, ids.length);
  ids.forEach((i, row) => {
    ids.forEach((j, column) => (matrix.values[row * ids.length + column] = values[i * columns + j]!));
  });
  return matrix;
}
