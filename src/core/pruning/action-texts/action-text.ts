/**
 * How one kind of action is written: as fields of a link, and read from JSON. Apart from what it does (`actions/`), as every
 * page needs the one at once and few need the other.
 */
import type { Action } from '../plan.ts';
import type { Fields } from '../json-fields.ts';

export interface ActionText<A extends Action> {
  /** What follows the kind between colons: no `:` and no `+` in any of them. Lists of ids come out in rising order. */
  readonly format: (action: A) => readonly string[];
  /** Null if the fields make no sense. */
  readonly parse: (fields: readonly string[]) => A | null;
  /** Out of an object at the place `at`. Throws `RangeError`. */
  readonly read: (fields: Fields, at: string) => A;
}
