/** The names that layouts declare, merged for look-up: those of each family, of all, and of none in particular. */
import type { Family } from '../family.ts';
import { conversions, families, sharedLayouts } from '../index.ts';
import type { Match } from '../layout.ts';

export type DeclaredNames = ReadonlyMap<string, Match>;

/** Where two declare the same name, the earlier counts. */
export function mergeNames(maps: readonly DeclaredNames[]): DeclaredNames {
  return new Map(maps.toReversed().flatMap((names) => [...names]));
}

export const sharedNames = mergeNames(sharedLayouts.map(({ matches }) => matches));

/** Names that no family has for its own. */
export const conversionNames = mergeNames(conversions.map(({ matches }) => matches));

const ownByFamily = new Map<Family, DeclaredNames>(
  families.map((family) => [family, mergeNames(family.layouts.map(({ matches }) => matches))]),
);
const byFamily = new Map(
  [...ownByFamily].map(([family, own]): [Family, DeclaredNames] => [family, mergeNames([own, sharedNames])]),
);

/** Names of its layouts and of those that any family may be converted to. */
export function namesOf(family: Family): DeclaredNames {
  return byFamily.get(family) ?? sharedNames;
}

/** Names of its layouts alone. */
export function ownNamesOf(family: Family): DeclaredNames {
  return ownByFamily.get(family) ?? sharedNames;
}

export const declaredAnywhere: readonly string[] = [...mergeNames([...byFamily.values()]).keys()];
