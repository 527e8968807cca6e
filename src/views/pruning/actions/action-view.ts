/** One kind of action on the page: its knobs, and what its button adds. */
import type { ComponentType } from 'react';
import type { PlanBasis } from '../../../core/pruning/plan-basis.ts';
import type { PlanCosts } from '../../../core/pruning/plan-costs.ts';
import type { Action } from '../../../core/pruning/plan.ts';
import type { CriterionOffers } from '../criterion-offers.ts';

export interface ActionFieldsProps<A extends Action> {
  readonly action: A;
  /** Its place in the plan. */
  readonly index: number;
  readonly basis: PlanBasis;
  readonly offers: CriterionOffers;
  /** Of the whole plan; a moment behind the action. */
  readonly costs: PlanCosts;
}

export interface ActionView<A extends Action> {
  readonly Fields: ComponentType<ActionFieldsProps<A>>;
  /** Of the button that adds one. */
  readonly label: string;
  /** What the button adds; null where such actions make no sense. */
  readonly offer: (basis: PlanBasis, offers: CriterionOffers) => A | null;
}
