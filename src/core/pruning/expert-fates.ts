/** What becomes of each expert under a plan, for whoever shows or tells it. */
import { cellCount } from '../grid.ts';
import { trueGroups, type MergeGroup } from './merging/merged-layer.ts';
import type { PlanBasis } from './plan-basis.ts';
import type { PlanCosts } from './plan-costs.ts';

export type ExpertFate =
  | { readonly kind: 'stays' | 'removed' | 'mean-output' }
  /** One of several that are one; its weights are kept in the dominant one's place. */
  | { readonly kind: 'merged' | 'dominant'; readonly group: MergeGroup };

const stays: ExpertFate = { kind: 'stays' };

/** By cell of the grid; `stays` where there is no expert. */
export function expertFates(
  { grid }: Pick<PlanBasis, 'grid'>,
  { keepLists, merged, novices }: Pick<PlanCosts, 'keepLists' | 'merged' | 'novices'>,
): readonly ExpertFate[] {
  const fates = new Array<ExpertFate>(cellCount(grid)).fill(stays);
  const cellOf = (layer: number, expert: number) => grid.layers.indexOf(layer) * grid.columns.length + expert;
  for (const [layer, kept] of keepLists) {
    const places = new Set(kept);
    grid.columns.forEach((expert, column) => {
      const cell = cellOf(layer, column);
      const isThere = grid.partStart[cell + 1]! > grid.partStart[cell]!;
      if (isThere && !places.has(expert)) fates[cell] = { kind: 'removed' };
    });
  }
  for (const layer of merged) {
    for (const group of trueGroups(layer)) {
      for (const member of group.members) {
        const kind = member === group.dominant ? 'dominant' : 'merged';
        fates[cellOf(layer.layer, member)] = { kind, group };
      }
    }
  }
  for (const [layer, experts] of novices)
    for (const expert of experts) fates[cellOf(layer, expert)] = { kind: 'mean-output' };
  return fates;
}

/** Whether an expert has no weights of its own afterwards. */
export function isGone({ kind }: ExpertFate): boolean {
  return kind === 'removed' || kind === 'mean-output' || kind === 'merged';
}
