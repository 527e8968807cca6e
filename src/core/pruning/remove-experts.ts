/** Whole experts of a plan: which of them go. Nothing is taken of an action that can't be taken as a whole. */
import { scoresOf } from './known-scores.ts';
import { topIndices } from '../routing/ranking.ts';
import { isLack } from './criterion.ts';
import { criterionOf } from './criteria/index.ts';
import type { ExpertsAction } from './plan.ts';
import { cellsLeft, placesLeft } from './places.ts';
import type { PlanBasis } from './plan-basis.ts';
import { rowsInScope, type Taken } from './taken.ts';

export function removeExperts(
  basis: PlanBasis,
  taken: Taken,
  { action, at }: { readonly action: ExpertsAction; readonly at: number },
): void {
  if (basis.grid.kind !== 'experts') {
    taken.refuse(at, 'no-experts', {});
    return;
  }
  // picks say their layers themselves, and links keep no others
  const layers = action.amount.kind === 'picked' ? null : action.layers;
  const { rows, unknown } = rowsInScope(basis, layers);
  if (unknown.length > 0) {
    taken.refuse(at, 'no-layers', { layers: unknown });
    return;
  }
  const wanted = cellsToRemove(basis, taken, { action, at, rows });
  const isNovice = action.becomes === 'mean-output';
  // what is gone stays gone; only a mean output may go as well
  const isThere = (cell: number) => taken.gone[cell] === 0 || (!isNovice && taken.novices[cell] === 1);
  const cells = wanted && [...new Set(wanted)].filter(isThere);
  if (cells === null || !leavesEnough(basis, taken, { cells, action, at })) return;
  const wereAllChosen = areAllChosen(basis, taken);
  for (const cell of cells) {
    taken.gone[cell] = 1;
    taken.novices[cell] = isNovice ? 1 : 0;
  }
  if (wereAllChosen)
    taken.topK = Math.max(...basis.grid.layers.map((_, row) => placesLeft(basis, taken, row).length));
  if (isNovice && cells.length > 0) taken.note(at, 'mean-outputs-left', { experts: cells.length });
}

/** Whether a token goes to all experts that a layer has, as where they are mixed: then it goes to all that are left. */
function areAllChosen({ experts }: Pick<PlanBasis, 'experts'>, { topK }: Taken): boolean {
  return topK !== null && topK > 1 && topK >= Math.max(...experts);
}

interface Removal {
  readonly action: ExpertsAction;
  readonly at: number;
  readonly rows: readonly number[];
}

/** Null if the action was refused. */
function cellsToRemove(basis: PlanBasis, taken: Taken, removal: Removal): readonly number[] | null {
  const { action, at } = removal;
  if (action.amount.kind === 'picked')
    return pickedCells(basis, taken, { at, removed: action.amount.removed });
  const scored = scoredRows(basis, taken, removal);
  if (scored === null) return null;
  const { amount } = action;
  if (amount.kind === 'each-layer') return lowestOfEach(scored, { taken, at, keep: amount.keep });
  return lowestOfAll(scored, { basis, taken, at, ...amount });
}

function pickedCells(
  { grid }: PlanBasis,
  taken: Taken,
  {
    at,
    removed,
  }: {
    readonly at: number;
    readonly removed: readonly { readonly layer: number; readonly expert: number }[];
  },
): readonly number[] | null {
  const cells: number[] = [];
  for (const { layer, expert } of removed) {
    const row = grid.layers.indexOf(layer);
    const cell = row * grid.columns.length + expert;
    const isThere =
      row >= 0 && expert < grid.columns.length && grid.partStart[cell + 1]! > grid.partStart[cell]!;
    if (!isThere) {
      if (row < 0) taken.refuse(at, 'no-layers', { layers: [layer] });
      else taken.refuse(at, 'no-expert', { layer, expert });
      return null;
    }
    cells.push(cell);
  }
  return cells;
}

/** Experts of a layer that are still there, and their scores; those without any rank below all others. */
interface ScoredRow {
  readonly cells: readonly number[];
  readonly scores: Float64Array;
}

function scoredRows(basis: PlanBasis, taken: Taken, { action, at, rows }: Removal): ScoredRow[] | null {
  const criterion = criterionOf(action.criterion);
  if (criterion === null) {
    taken.refuse(at, 'no-criterion', { criterion: action.criterion });
    return null;
  }
  const { name, source } = criterion;
  const answer = scoresOf(basis, criterion, action.seed);
  if (isLack(answer)) {
    taken.refuse(at, 'criterion-lacks', { name, lack: answer.lack, source });
    return null;
  }
  const scored: ScoredRow[] = [];
  const silent: number[] = [];
  for (const row of rows) {
    const cells = cellsLeft(basis, taken, row);
    const scores = Float64Array.from(cells, (cell) => answer.values[cell]!);
    if (scores.every(Number.isNaN)) silent.push(basis.grid.layers[row]!);
    else scored.push({ cells, scores });
  }
  if (silent.length > 0) taken.note(at, 'layers-without-scores', { name, layers: silent });
  return scored;
}

/** By falling score, then by rising number; those without a score come last. */
function ranked({ cells, scores }: ScoredRow): readonly number[] {
  const order = topIndices(scores);
  const rest = cells.filter((_, i) => !(scores[i]! > -Infinity));
  return [...order.map((i) => cells[i]!), ...rest];
}

function lowestOfEach(
  rows: readonly ScoredRow[],
  { taken, at, keep }: { readonly taken: Taken; readonly at: number; readonly keep: number },
): readonly number[] | null {
  if (!Number.isInteger(keep) || keep < 1) {
    taken.refuse(at, 'amount-outside', {
      what: 'The number of experts to keep',
      value: keep,
      range: 'a whole number from 1',
    });
    return null;
  }
  return rows.flatMap((row) => ranked(row).slice(keep));
}

interface Budget {
  readonly basis: PlanBasis;
  readonly taken: Taken;
  readonly at: number;
  readonly keepFraction: number;
  readonly atLeast: number;
}

/** Every layer keeps its floor; the rest of the budget goes to the highest scores, whatever layer they are of. */
function lowestOfAll(
  rows: readonly ScoredRow[],
  { taken, at, keepFraction, atLeast }: Budget,
): readonly number[] | null {
  if (!(keepFraction >= 0 && keepFraction <= 1)) {
    taken.refuse(at, 'amount-outside', {
      what: 'The share of experts to keep',
      value: keepFraction,
      range: 'from 0 to 1',
    });
    return null;
  }
  const orders = rows.map(ranked);
  const budget = Math.round(keepFraction * orders.reduce((sum, { length }) => sum + length, 0));
  const floors = orders.reduce((sum, { length }) => sum + Math.min(length, atLeast), 0);
  if (budget < floors) {
    taken.refuse(at, 'floors-above-budget', { budget, floors });
    return null;
  }
  const scoreOf = new Map(rows.flatMap(({ cells, scores }) => cells.map((cell, i) => [cell, scores[i]!])));
  const open = orders.flatMap((order) => order.slice(atLeast)).sort((a, b) => a - b);
  const kept = topIndices(
    Float64Array.from(open, (cell) => scoreOf.get(cell)!),
    budget - floors,
  );
  const keptCells = new Set(kept.map((i) => open[i]!));
  // those without a score stay only where scores run out
  const silent = open.filter((cell) => !(scoreOf.get(cell)! > -Infinity));
  for (const cell of silent.slice(0, budget - floors - keptCells.size)) keptCells.add(cell);
  return open.filter((cell) => !keptCells.has(cell));
}

/** A token chooses k experts: a layer with fewer places could not run. Of mean outputs alone it would say nothing. */
function leavesEnough(
  basis: PlanBasis,
  taken: Taken,
  { cells, action, at }: Omit<Removal, 'rows'> & { readonly cells: readonly number[] },
): boolean {
  const { grid } = basis;
  const isFree = action.becomes === 'mean-output' || areAllChosen(basis, taken);
  const topK = isFree ? null : taken.topK;
  const going = new Set(cells);
  const left = grid.layers.map((_, row) => {
    const there = isFree ? cellsLeft(basis, taken, row) : placesLeft(basis, taken, row);
    return there.filter((cell) => !going.has(taken.dominant[cell]!)).length;
  });
  const losing = new Set(cells.map((cell) => Math.floor(cell / grid.columns.length)));
  const short = [...losing].filter((row) => left[row]! < Math.max(1, topK ?? 1));
  if (short.length === 0) return true;
  taken.refuse(at, 'too-few-experts', {
    layers: short.map((row) => grid.layers[row]!),
    left: Math.min(...short.map((row) => left[row]!)),
    topK,
  });
  return false;
}
