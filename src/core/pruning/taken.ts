/** What the actions of a plan have taken so far; each adds its own, in order. */
import { cellCount } from '../grid.ts';
import type { Approximation } from './approximation/approximation.ts';
import type { LoweredRanks } from './approximation/lower-rank.ts';
import { trueGroups, type MergedLayer } from './merging/merged-layer.ts';
import type { PlanBasis } from './plan-basis.ts';
import type { KeptByRow } from './row-cuts.ts';
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
  /** [L, C]: 1 for an expert whose weights are gone, whatever became of it. */
  readonly gone: Uint8Array;
  /** [L, C]: 1 for an expert in whose place its mean output stays. */
  readonly novices: Uint8Array;
  /** By row of the grid: of its groups, those whose dominant expert is gone by now are gone as a whole. */
  readonly merged = new Map<number, MergedLayer>();
  /** [L, C]: the cell that an expert was merged into; its own if it was not. */
  readonly dominant: Int32Array;
  /** [L, C]: 1 for an expert whose weights are the mean of several: no sketch knows their magnitudes. */
  readonly isMean: Uint8Array;
  /** Experts a token by now; null where it is not known. */
  topK: number | null;
  /** By planned part: |w| below is gone. */
  readonly thresholds: Float64Array;
  readonly cuts: TakenCut[] = [];
  /** Of weights that were cut by their place in a row; null where none were. */
  keptByRow: KeptByRow | null = null;
  /** What stands for some matrices: no matrix is in two of them. */
  readonly approximations: Approximation[] = [];
  /** Of these, those that are products of two factors. */
  readonly ranks: LoweredRanks[] = [];
  readonly problems: PlanRemark[] = [];
  readonly notes: PlanRemark[] = [];

  constructor({ grid, topK }: Pick<PlanBasis, 'grid' | 'topK'>) {
    this.gone = new Uint8Array(cellCount(grid));
    this.novices = new Uint8Array(cellCount(grid));
    this.isMean = new Uint8Array(cellCount(grid));
    this.dominant = Int32Array.from({ length: cellCount(grid) }, (_, cell) => cell);
    this.topK = topK;
    this.thresholds = new Float64Array(grid.parts.length);
  }

  /** The action is left out, and this is why. */
  refuse<C extends PlanRemarkCode>(action: number, code: C, facts: PlanRemarkFacts[C]): void {
    this.problems.push(remark(code, action, facts));
  }

  merge({ grid }: Pick<PlanBasis, 'grid'>, row: number, layer: MergedLayer): void {
    const first = row * grid.columns.length;
    this.merged.set(row, layer);
    for (const { members, dominant } of trueGroups(layer)) {
      for (const member of members) {
        this.gone[first + member] = member === dominant ? 0 : 1;
        this.dominant[first + member] = first + dominant;
      }
      this.isMean[first + dominant] = 1;
    }
  }

  /** [L, C]: 1 for experts without weights that sketches know. */
  notToCut(): Uint8Array {
    return this.gone.map((isGone, cell) => isGone | this.isMean[cell]!);
  }

  /** Whether weights of experts that are still there were cut in a row of the grid. */
  isCut({ grid }: Pick<PlanBasis, 'grid'>, row: number): boolean {
    const width = grid.columns.length;
    for (let cell = row * width; cell < (row + 1) * width; cell++) {
      if (this.gone[cell] === 1) continue;
      for (let planned = grid.partStart[cell]!; planned < grid.partStart[cell + 1]!; planned++)
        if (this.isPartCut(planned)) return true;
    }
    return false;
  }

  /** Whether weights of a planned part were made zeros. */
  isPartCut(planned: number): boolean {
    return this.thresholds[planned]! > 0 || this.keptByRow?.isCut[planned] === 1;
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
