/** What every entry of a registry of the training floor declares about itself: forms and links follow from it. */
import type { Parameters, ParameterValue } from '../core/parameters.ts';
import type { PartChoice } from '../core/recipe.ts';

export interface Paper {
  readonly title: string;
  /** Authors and year, as cited. */
  readonly cite: string;
  readonly arxiv?: string;
}

export interface PartDeclaration<P extends Parameters = Parameters> {
  /** As recipes and links spell it: never changed. */
  readonly id: string;
  readonly name: string;
  /** One or two sentences for a person who chooses. */
  readonly explanation: string;
  readonly papers: readonly Paper[];
  readonly parameters: P;
}

/** Values as a recipe holds them, not yet held against a declaration. */
export type GivenValues = Readonly<Record<string, ParameterValue>>;

/** The entry of a registry with this id; null if there is none. */
export function findPart<T extends { readonly id: string }>(parts: readonly T[], id: string): T | null {
  return parts.find((part) => part.id === id) ?? null;
}

/** The entry that a recipe names; its id has been held against the registry before (`compatibility.ts`). */
export function chosenPart<T extends { readonly id: string }>(parts: readonly T[], { id }: PartChoice): T {
  const part = findPart(parts, id);
  if (part === null) throw new Error(`there is no ${id}`);
  return part;
}
