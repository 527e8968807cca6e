/** What the actions of a plan have taken so far; each adds its own, in order. */
import { cellCount } from '../grid.ts';
import type { PlanBasis } from './plan-basis.ts';
import { remark, type PlanRemark, type PlanRemarkCode, type PlanRemarkFacts } from './plan-remark.ts';

export interface TakenCut {
  /** Index into the plan's actions. */
  readonly action: number;
  /** Lowest and highest threshold. */
  readonly lowest: number;
  readonly highest: number;
  /** Planned parts of its scope. */
  readonly members: Uint32Array;
}

export class Taken {
  /** [L, C]: 1 for an expert that is gone. */
  readonly gone: Uint8Array;
  /** By planned part: |w| below is gone. */
  readonly thresholds: Float64Array;
  readonly cuts: TakenCut[] = [];
  readonly problems: PlanRemark[] = [];
  readonly notes: PlanRemark[] = [];

  constructor({ grid }: Pick<PlanBasis, 'grid'>) {
    this.gone = new Uint8Array(cellCount(grid));
    this.thresholds = new Float64Array(grid.parts.length);
  }

  /** The action is left out, and this is why. */
  refuse<C extends PlanRemarkCode>(action: number, code: C, facts: PlanRemarkFacts[C]): void {
    this.problems.push(remark(code, action, facts));
  }

  note<C extends PlanRemarkCode>(action: number, code: C, facts: PlanRemarkFacts[C]): void {
    this.notes.push(remark(code, action, facts));
  }
}

/** Rows of the grid that an action is about: all for null. Layers that are not in the grid are told apart. */
export function rowsInScope(
  { grid }: Pick<PlanBasis, 'grid'>,
  layers: readonly number[] | null,
): { readonly rows: readonly number[]; readonly unknown: readonly number[] } {
  if (layers === null) return { rows: grid.layers.map((_, row) => row), unknown: [] };
  const rows = layers.map((layer) => grid.layers.indexOf(layer));
  return {
    rows: [...new Set(rows.filter((row) => row >= 0))].sort((a, b) => a - b),
    unknown: layers.filter((_, i) => rows[i]! < 0),
  };
}
