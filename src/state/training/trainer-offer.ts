/** What there is to train with, as React Query options. */
import { queryOptions } from '@tanstack/react-query';
import { formatRecipe } from '../../core/recipe-text.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { BackendFacts, BackendName } from '../../workers/trainer-contract.ts';
import { queryClient } from '../services.ts';
import { dataFolder, theAdviser } from './trainer.ts';

/** Registries as data. */
export const offerQuery = queryOptions({
  queryKey: ['trainer-offer'],
  queryFn: () => theAdviser().call('offer', { dataFolder }),
});

/** Measured: the first one is the fastest that no processor imitates. */
export const backendsQuery = queryOptions({
  queryKey: ['backends'],
  queryFn: () => theAdviser().call('measureBackends', null),
});

export function recipeFactsQuery(recipe: Recipe) {
  return queryOptions({
    queryKey: ['recipe-facts', formatRecipe(recipe)],
    queryFn: () => theAdviser().call('check', recipe),
    retry: false,
    gcTime: 60_000,
  });
}

/** The fastest that is not imitated; WASM, which runs everywhere, where nothing could be measured. */
export async function fastestBackend(): Promise<BackendName> {
  const measured = await queryClient.query(backendsQuery).catch((): readonly BackendFacts[] => []);
  const real = measured.filter(({ isSoftware, stepMs }) => !isSoftware && stepMs !== null);
  const [fastest] = real.toSorted((a, b) => a.stepMs! - b.stepMs!);
  return fastest?.name ?? 'wasm';
}
