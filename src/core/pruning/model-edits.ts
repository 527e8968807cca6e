/**
 * A plan as a trained model takes it: worked out for one checkpoint, in that checkpoint's own names and numbers, so that
 * whoever has the weights needs neither criteria nor sketches. Models that are trained here have one layer with experts.
 */
import { takeActions } from './cost-plan.ts';
import type { QuantisedBits, QuantisedGroup } from './matrix/quantise.ts';
import type { RowRule } from './matrix/row-rule.ts';
import type { MergedLayer } from './merging/merged-layer.ts';
import { keepListsOf, mergedLayers, novicesOf } from './places.ts';
import type { PlanBasis } from './plan-basis.ts';
import type { Plan, RankAction } from './plan.ts';
import type { Taken } from './taken.ts';

/** In the order in which they are made. */
export interface ModelEdits {
  readonly merged: MergedExperts | null;
  /** By tensor: its weights of smaller magnitude become zeros. Tensors that lose nothing are not in it. */
  readonly thresholds: Readonly<Record<string, number>>;
  readonly matrices: readonly MatrixEdit[];
  /** Experts that say their mean output to every token from then on. */
  readonly novices: readonly number[];
  /** Experts that stay, ids rising; null for all. */
  readonly kept: readonly number[] | null;
  /** Experts a token, if it is lowered; null for as many as before. */
  readonly topK: number | null;
}

export type MergedExperts = Omit<MergedLayer, 'layer'>;

/** What is made of every one of some matrices. */
export type MatrixEdit = { readonly tensors: readonly string[] } & (
  | { readonly kind: 'rows'; readonly rule: RowRule }
  | { readonly kind: 'quantise'; readonly bits: QuantisedBits; readonly group: QuantisedGroup }
  | { readonly kind: 'rank'; readonly amount: RankAction['amount'] }
);

export const noEdits: ModelEdits = {
  merged: null,
  thresholds: {},
  matrices: [],
  novices: [],
  kept: null,
  topK: null,
};

/** Actions that the plan can't take are left out, as they are of its costs. */
export function modelEdits(basis: PlanBasis, plan: Plan): ModelEdits {
  const [layer = 0] = basis.input.catalogue.structure.moeLayers;
  const taken = takeActions(basis, plan);
  const [merged = null] = mergedLayers(basis, taken);
  return {
    merged: merged && { groups: merged.groups, router: merged.router, isAligned: merged.isAligned },
    thresholds: thresholdsOf(basis, taken),
    matrices: matrixEdits(basis, plan, taken),
    novices: novicesOf(basis, taken).get(layer) ?? [],
    kept: keepListsOf(basis, taken).get(layer) ?? null,
    topK: taken.topK === basis.topK ? null : taken.topK,
  };
}

function thresholdsOf(basis: PlanBasis, { thresholds, gone }: Taken): Record<string, number> {
  const { grid, totals } = basis;
  const byTensor: Record<string, number> = {};
  grid.parts.forEach((part, planned) => {
    const threshold = gone[totals.cell[planned]!] === 1 ? 0 : thresholds[planned]!;
    if (threshold > 0) byTensor[tensorOf(basis, part)] = threshold;
  });
  return byTensor;
}

function matrixEdits(
  basis: PlanBasis,
  { actions }: Plan,
  { keptByRow, approximations }: Taken,
): readonly MatrixEdit[] {
  const rows = (keptByRow?.cuts ?? []).flatMap(({ action: at, rule, members }): PlacedEdit[] => {
    const tensors = Array.from(members, (planned) => tensorOf(basis, basis.grid.parts[planned]!));
    return [{ at, edit: { tensors, kind: 'rows', rule } }];
  });
  const approximated = approximations.flatMap(({ action: at, parts }): PlacedEdit[] => {
    const tensors = Array.from(parts, (part) => tensorOf(basis, part));
    const action = actions[at];
    if (action?.kind === 'rank') return [{ at, edit: { tensors, kind: 'rank', amount: action.amount } }];
    if (action?.kind !== 'quantise') return [];
    const { bits, group } = action;
    return [{ at, edit: { tensors, kind: 'quantise', bits, group } }];
  });
  return [...rows, ...approximated].sort((a, b) => a.at - b.at).map(({ edit }) => edit);
}

interface PlacedEdit {
  /** Index of the action. */
  readonly at: number;
  readonly edit: MatrixEdit;
}

function tensorOf({ input: { catalogue } }: PlanBasis, part: number): string {
  return catalogue.tensors.names[catalogue.parts.tensor[part]!]!;
}
