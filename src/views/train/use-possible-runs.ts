import { useQueries } from '@tanstack/react-query';
import { expandGrid, type Grid, type GridRun } from '../../core/recipe-grid.ts';
import { withValue } from '../../core/recipe-path.ts';
import { formatRecipe } from '../../core/recipe-text.ts';
import type { Recipe } from '../../core/recipe.ts';
import { recipeFactsQuery } from '../../state/training/trainer-offer.ts';

export interface PossibleRuns {
  readonly runs: readonly GridRun[];
  /** How many combinations can't be trained, and what is wrong with the first of them. */
  readonly impossible: number;
  readonly problem: string | null;
}

/** Combinations that are asked about; in a larger grid the rest finds out when its turn comes. */
const MOST_CHECKED = 80;

/** The runs of a grid, less those that could not be trained: more experts a sample than there are, say. */
export function usePossibleRuns(recipe: Recipe, grid: Grid | null): PossibleRuns {
  const combinations = grid === null ? [] : expandGrid(recipe, { ...grid, seeds: 1 }).slice(0, MOST_CHECKED);
  const answers = useQueries({ queries: combinations.map((one) => recipeFactsQuery(one.recipe)) });
  const wrong = combinations.flatMap((one, i) => {
    const [problem] = answers[i]?.data?.problems ?? [];
    return problem === undefined ? [] : [{ text: formatRecipe(one.recipe), problem }];
  });
  const texts = new Set(wrong.map(({ text }) => text));
  const runs = grid === null ? [] : expandGrid(recipe, grid);
  return {
    runs: runs.filter((run) => !texts.has(formatRecipe(withValue(run.recipe, 'seed', recipe.seed)))),
    impossible: wrong.length,
    problem: wrong[0]?.problem ?? null,
  };
}
