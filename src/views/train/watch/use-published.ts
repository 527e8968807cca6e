import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { formatRecipe } from '../../../core/recipe-text.ts';
import type { Recipe } from '../../../core/recipe.ts';
import { offerQuery } from '../../../state/training/trainer-offer.ts';

/** The accuracy that a paper reports of this recipe, whatever the seed; null if it is no row of a preset. */
export function usePublishedAccuracy(recipe: Recipe): number | null {
  const { data: offer } = useQuery(offerQuery);
  return useMemo(() => {
    const textOf = (one: Recipe) => formatRecipe({ ...one, seed: 1 });
    const wanted = textOf(recipe);
    const rows = offer?.presets.flatMap((preset) => preset.rows) ?? [];
    const published = rows.find((row) => textOf(row.recipe) === wanted)?.published;
    if (published?.testAccuracy !== undefined) return published.testAccuracy;
    return published?.testError === undefined ? null : 1 - published.testError;
  }, [offer, recipe]);
}
