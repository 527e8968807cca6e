import { useQueries } from '@tanstack/react-query';
import { partNames, withValue, type PartName } from '../../core/recipe-path.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { TrainerOffer } from '../../state/training/offered-parts.ts';
import { recipeFactsQuery } from '../../state/training/trainer-offer.ts';
import { partSlots } from './recipe-words.ts';

/** Ids of the parts that the rest of a recipe does not go with, slot by slot. */
export type Misfits = Readonly<Record<PartName, ReadonlySet<string>>>;

/** Datasets are not tried: to know one in full, it must be read. Optimisers and what they move never clash. */
const tried: readonly PartName[] = partNames.filter((name) => name !== 'dataset' && name !== 'optimizer');

/**
 * Which other choice would not go with the rest: each is asked of the trainer as the recipe with that one part changed.
 * Only what a choice brings anew counts against it, so that it can also be the way out of a problem.
 */
export function useMisfits(offer: TrainerOffer, recipe: Recipe): Misfits {
  const alternatives = tried.flatMap((slot) =>
    partSlots[slot].parts(offer).map(({ id }) => ({ slot, id, recipe: withValue(recipe, slot, id) })),
  );
  const answers = useQueries({ queries: alternatives.map((one) => recipeFactsQuery(one.recipe)) });
  const misfits = Object.fromEntries(partNames.map((name) => [name, new Set<string>()])) as unknown as Record<
    PartName,
    Set<string>
  >;
  alternatives.forEach(({ slot, id }, i) => {
    if ((answers[i]?.data?.problems.length ?? 0) > 0) misfits[slot].add(id);
  });
  return misfits;
}
