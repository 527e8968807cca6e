/** One kind of action: what it is called, what it needs, and what it takes. How it is written is in `action-texts/`. */
import type { Action } from '../plan.ts';
import type { OrderedTableId } from '../ordered-tables.ts';
import type { PlanBasis } from '../plan-basis.ts';
import type { Taken } from '../taken.ts';

/** What of `PlanInput` an action asks for, beyond the scan: who makes the input reads no more than that. */
export type ActionNeed =
  | 'routers'
  | 'routers-before'
  | 'router-likeness'
  | 'measured'
  /** A table of the pass over whole matrices. */
  | OrderedTableId;

export interface ActionKind<A extends Action> {
  /** What it does, in a line. */
  readonly title: (action: A) => string;
  readonly needs: (action: A) => readonly ActionNeed[];
  /** Adds to what was taken; an action that can't be taken as a whole is refused, and takes nothing. */
  readonly take: (basis: PlanBasis, taken: Taken, place: PlacedAction<A>) => void;
}

export interface PlacedAction<A extends Action> {
  readonly action: A;
  /** Its index in the plan. */
  readonly at: number;
}
