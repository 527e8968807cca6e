/**
 * What `plan --json` writes: public/schemas/plan-costs-1.schema.json describes every field. Every number is finite; what is
 * not known is null.
 */
import type { PlanBasis } from '../core/pruning/plan-basis.ts';
import type {
  Change,
  KeptShares,
  LayerRouting,
  PlanCosts,
  RankCut,
  RoutingCosts,
  SizeCosts,
  WeightCut,
} from '../core/pruning/plan-costs.ts';
import type { PlanRemark, PlanRemarkCode, PlanRemarkWords } from '../core/pruning/plan-remark.ts';
import { explainPlanRemark } from '../core/pruning/plan-remark-words.ts';
import type { Plan } from '../core/pruning/plan.ts';
import { errorReport, type ErrorReport } from './error-report.ts';

export interface PlanReport {
  readonly version: 1;
  readonly name: string;
  /** True if only blocks of each tensor were read. */
  readonly estimate: boolean;
  readonly fingerprint: string;
  /** As it was understood. */
  readonly plan: Plan;
  readonly trace: { readonly name: string; readonly format: string; readonly fingerprint: string } | null;
  readonly problems: readonly RemarkReport[];
  readonly notes: readonly RemarkReport[];
  readonly keepLists: readonly { readonly layer: number; readonly kept: readonly number[] }[];
  readonly merged: PlanCosts['merged'];
  readonly novices: readonly { readonly layer: number; readonly experts: readonly number[] }[];
  readonly topK: number | null;
  readonly cuts: readonly WeightCut[];
  readonly size: SizeCosts;
  /** Null where nothing is stored as something else. */
  readonly error: ErrorReport | null;
  readonly ranks: readonly RankCut[];
  readonly kept: KeptShares & {
    readonly layers: readonly LayerReport[];
  };
  readonly routing: RoutingReport | null;
}

type RemarkReport = { readonly code: PlanRemarkCode; readonly action: number } & PlanRemarkWords;

/** With a share of each expert (of each projection, in a model without); null where there is none. */
type LayerReport = KeptShares & {
  readonly layer: number;
  readonly cells: {
    readonly weights: readonly (number | null)[];
    readonly mass: readonly (number | null)[];
    readonly energy: readonly (number | null)[];
  };
};

type RoutingReport = Omit<RoutingCosts, 'layers'> & {
  readonly layers: readonly (Omit<LayerRouting, 'before' | 'after'> & {
    readonly before: readonly number[];
    readonly after: readonly number[];
  })[];
};

export function planReport(basis: PlanBasis, plan: Plan, costs: PlanCosts): PlanReport {
  const { catalogue, summary, reading } = basis.input;
  return {
    version: 1,
    name: catalogue.name,
    estimate: summary.kind === 'sample',
    fingerprint: catalogue.fingerprint,
    plan,
    trace: reading && {
      name: reading.name,
      format: reading.format,
      fingerprint: reading.fingerprint,
    },
    problems: costs.problems.map(remarkReport),
    notes: costs.notes.map(remarkReport),
    keepLists: [...costs.keepLists].map(([layer, kept]) => ({ layer, kept })),
    merged: costs.merged,
    novices: [...costs.novices].map(([layer, experts]) => ({ layer, experts })),
    topK: costs.topK,
    cuts: costs.cuts,
    size: costs.size,
    error: costs.error && errorReport(basis, costs.error),
    ranks: costs.ranks,
    kept: keptReport(basis, costs),
    routing: costs.routing && {
      ...costs.routing,
      layers: costs.routing.layers.map(({ before, after, ...rest }) => ({
        ...rest,
        before: [...before],
        after: [...after],
      })),
    },
  };
}

function remarkReport(remark: PlanRemark): RemarkReport {
  return { code: remark.code, action: remark.action, ...explainPlanRemark(remark) };
}

function keptReport({ grid }: PlanBasis, { kept }: PlanCosts): PlanReport['kept'] {
  const { cells, layers, ...shares } = kept;
  const width = grid.columns.length;
  const rowOf = (values: Float64Array, row: number) =>
    Array.from(values.subarray(row * width, (row + 1) * width), (value) =>
      Number.isNaN(value) ? null : value,
    );
  return {
    ...shares,
    layers: layers.map((layer, row) => ({
      ...layer,
      cells: {
        weights: rowOf(cells.weights, row),
        mass: rowOf(cells.mass, row),
        energy: rowOf(cells.energy, row),
      },
    })),
  };
}

/** After over before; 1 of nothing. */
export function shareLeft({ before, after }: Change): number {
  return before > 0 ? after.value / before : 1;
}
