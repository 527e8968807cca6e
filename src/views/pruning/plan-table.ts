/** Plans beside each other as numbers: what is shown, compared and saved. */
import type { Table, TableValue } from '../../charts/table.ts';
import type { PlanCosts } from '../../core/pruning/plan-costs.ts';
import { shareText } from '../../core/pruning/figure-words.ts';
import { planFigures } from '../../core/pruning/plan-figures.ts';
import { formatNumber, formatPercent } from '../../core/quantity.ts';
import type { CostedPlan } from './use-plans.ts';

export interface ComparedFigure {
  readonly id: string;
  readonly name: string;
  /** NaN where it is not known. */
  readonly value: (costs: PlanCosts) => number;
  readonly format: (value: number) => string;
}

const shares = ['weights', 'mass', 'energy'] as const;

export const comparedFigures: readonly ComparedFigure[] = [
  ...planFigures.map((figure) => ({
    id: figure.id,
    name: figure.name,
    value: (costs: PlanCosts) => figure.of(costs)?.after.value ?? NaN,
    format: figure.format,
  })),
  ...shares.map((share) => ({
    id: `${share}_kept`,
    name: `${share.charAt(0).toUpperCase()}${share.slice(1)} kept`,
    value: ({ kept }: PlanCosts) => kept[share].value,
    format: (value: number) => shareText({ value }),
  })),
  {
    id: 'least_mass_kept_of_a_layer',
    name: 'Mass kept, worst layer',
    value: ({ kept: { layers } }: PlanCosts) =>
      layers.length < 2 ? NaN : Math.min(...layers.map(({ mass }) => mass.value)),
    format: (value) => shareText({ value }),
  },
  {
    id: 'choices_kept',
    name: 'Choices kept',
    value: ({ routing }: PlanCosts) => routing?.routed.kept ?? NaN,
    format: (value) => formatPercent(value),
  },
  {
    id: 'reap_sum_kept',
    name: 'REAP’s sum kept',
    value: ({ routing }: PlanCosts) => routing?.reap?.kept ?? NaN,
    format: (value) => formatPercent(value),
  },
  {
    id: 'max_over_mean_load',
    name: 'Busiest over mean load',
    value: ({ routing }: PlanCosts) =>
      routing === null ? NaN : Math.max(...routing.layers.map(({ maxOverMean }) => maxOverMean.after)),
    format: (value) => formatNumber(value),
  },
];

/** Figures that any of the plans has. */
export function figuresThere(plans: readonly CostedPlan[]): readonly ComparedFigure[] {
  return comparedFigures.filter(({ value }) => plans.some(({ costs }) => !Number.isNaN(value(costs))));
}

/** A row a figure, a column a plan. */
export function planTable(plans: readonly CostedPlan[]): Table {
  return {
    columns: ['figure', ...plans.map(({ name }) => name)],
    rows: figuresThere(plans).map(({ id, value }): readonly TableValue[] => [
      id,
      ...plans.map(({ costs }) => value(costs)),
    ]),
  };
}
