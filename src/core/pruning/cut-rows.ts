/** Weights that go by their place in a matrix: N:M, the same share of every neuron, Wanda. What stays, the tables tell. */
import type { PlacedAction } from './actions/action-kind.ts';
import { newAbove, type Above } from './ladders.ts';
import type { RowRule } from './matrix/row-rule.ts';
import { addKeptByNeuron } from './ordered/neuron-table.ts';
import { addKeptByPattern, isPattern } from './ordered/pattern-table.ts';
import { orderedPlace, orderedRow, type OrderedTableId, type OrderedTables } from './ordered-tables.ts';
import { partsInScope } from './parts-in-scope.ts';
import type { PlanBasis } from './plan-basis.ts';
import type { WeightsAction } from './plan.ts';
import { KeptByRow } from './row-cuts.ts';
import type { Taken } from './taken.ts';

export function tableOf({ score, keep }: RowRule): OrderedTableId {
  return score === 'wanda' ? `wanda-${keep.kind}` : keep.kind;
}

/** What an action comes to for every row; null for one that compares weights of several rows. */
export function rowRuleOf({ per, amount, score = 'magnitude' }: WeightsAction): RowRule | null {
  if (amount.kind === 'pattern') return { score, keep: amount };
  if (per !== 'neuron' || amount.kind !== 'keep') return null;
  return { score, keep: { kind: 'neuron', fraction: amount.fraction } };
}

/** Of an action whose layers are there. */
export function cutRows(
  basis: PlanBasis,
  taken: Taken,
  { action, at, rows }: PlacedAction<WeightsAction> & { readonly rows: readonly number[] },
): void {
  const rule = checkedRule(action, taken, at);
  if (rule === null) return;
  const { projection } = action.scope;
  const parts = partsInScope(basis, { rows, projection, gone: taken.notToCut() });
  const { ordered } = basis.input;
  const isRead = ordered?.tables.has(tableOf(rule)) === true;
  if (parts.length === 0) taken.refuse(at, 'no-weights', { projection });
  else if (!isRead && rule.score === 'wanda' && (basis.input.reading?.inputEnergies.length ?? 0) === 0)
    taken.refuse(at, 'needs-energies', {});
  else if (!isRead) taken.refuse(at, 'needs-pass', {});
  else cutParts(basis, taken, { parts, rule, at, ordered });
}

/** Null if the action was refused. */
function checkedRule(action: WeightsAction, taken: Taken, at: number): RowRule | null {
  const rule = rowRuleOf(action);
  if (rule === null) {
    if (action.amount.kind === 'keep') taken.refuse(at, 'wanda-within-rows', {});
    else taken.refuse(at, 'rows-by-share', {});
    return null;
  }
  const { keep } = rule;
  if (keep.kind === 'pattern') {
    if (isPattern(keep)) return rule;
    taken.refuse(at, 'no-pattern', { keep: keep.keep, of: keep.of });
    return null;
  }
  if (keep.fraction >= 0 && keep.fraction <= 1) return rule;
  const what = 'The share of weights to keep';
  taken.refuse(at, 'amount-outside', { what, value: keep.fraction, range: 'from 0 to 1' });
  return null;
}

interface Cut {
  /** Planned. */
  readonly parts: Uint32Array;
  readonly rule: RowRule;
  readonly at: number;
  readonly ordered: OrderedTables;
}

function cutParts({ grid, input, totals }: PlanBasis, taken: Taken, { parts, rule, at, ordered }: Cut): void {
  const members: number[] = [];
  const keptByRow = taken.keptByRow ?? new KeptByRow(totals);
  const [kept, id] = [newAbove(1), tableOf(rule)];
  let [unknown, notFinite, overlaps] = [0, 0, 0];
  for (const planned of parts) {
    const part = grid.parts[planned]!;
    const place = orderedPlace(ordered, part);
    const row = orderedRow(ordered, id, place);
    if (row === null) {
      unknown++;
      continue;
    }
    for (const column of [kept.value, kept.low, kept.high]) column.fill(0);
    const columns = ordered.columns[place]!;
    const isExact = addKept(row, {
      rule,
      columns,
      rows: input.catalogue.parts.parameters[part]! / columns,
      kept,
    });
    if (keptByRow.add(planned, kept, isExact) || taken.thresholds[planned]! > 0) overlaps++;
    members.push(planned);
    notFinite += totals.notFinite[planned]!;
  }
  if (members.length === 0) {
    taken.refuse(at, 'order-unknown', { matrices: unknown, isWanda: rule.score === 'wanda' });
    return;
  }
  keptByRow.cuts.push({ action: at, rule, members: Uint32Array.from(members) });
  taken.keptByRow = keptByRow;
  if (unknown > 0) taken.note(at, 'order-unknown', { matrices: unknown, isWanda: rule.score === 'wanda' });
  if (notFinite > 0) taken.note(at, 'not-finite', { weights: notFinite });
  if (overlaps > 0) taken.note(at, 'cut-twice', { matrices: overlaps });
}

interface Asked {
  readonly rule: RowRule;
  readonly rows: number;
  readonly columns: number;
  readonly kept: Above;
}

/** Returns whether it is exact. */
function addKept(row: Float64Array, { rule: { score, keep }, rows, columns, kept }: Asked): boolean {
  if (keep.kind === 'pattern') {
    addKeptByPattern(row, { ...keep, at: 0 }, kept);
    return true;
  }
  const { fraction } = keep;
  return addKeptByNeuron(row, { rows, columns, fraction, isFalling: score === 'magnitude', at: 0 }, kept);
}
