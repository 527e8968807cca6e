/** Grids: one recipe with some of its settings at every combination of several values, each with several seeds. */
import type { ParameterValue } from './parameters.ts';
import { withValue, type RecipePath } from './recipe-path.ts';
import type { Recipe } from './recipe.ts';

export interface GridAxis {
  readonly path: RecipePath;
  /** As the form calls it: "Experts", "L1 strength". */
  readonly label: string;
  readonly values: readonly ParameterValue[];
}

export interface Grid {
  readonly axes: readonly GridAxis[];
  /** Runs of each combination; they differ in nothing but their seeds, which count up from the recipe's. */
  readonly seeds: number;
}

export interface GridRun {
  readonly name: string;
  readonly recipe: Recipe;
}

/** More runs than this are a slip of the hand. */
export const MOST_GRID_RUNS = 500;

export function gridSize({ axes, seeds }: Grid): number {
  return axes.reduce((runs, { values }) => runs * values.length, seeds);
}

/** Every combination with every seed; the last axis changes fastest, and the seeds of a combination follow one another. */
export function expandGrid(recipe: Recipe, { axes, seeds }: Grid): readonly GridRun[] {
  return combinations(axes).flatMap((values) => {
    const changed = axes.reduce((made, { path }, axis) => withValue(made, path, values[axis]!), recipe);
    const name = axes.map(({ label }, axis) => `${label} ${String(values[axis])}`).join(', ');
    return seededRecipes(changed, seeds).map((seeded) => ({
      name: seeds === 1 && name !== '' ? name : [name, `seed ${seeded.seed}`].filter(Boolean).join(', '),
      recipe: seeded,
    }));
  });
}

/** What a group of such runs is called. */
export function gridName({ axes, seeds }: Grid): string {
  const varied = axes.map(({ label }) => label).join(' × ');
  const repeated = `${seeds} seeds`;
  if (varied === '') return repeated;
  return seeds === 1 ? varied : `${varied}, ${repeated}`;
}

/** The recipe with its own seed and those that follow. */
export function seededRecipes(recipe: Recipe, seeds: number): readonly Recipe[] {
  // seeds are 32 bits wide, and start again at 0
  return Array.from({ length: seeds }, (_, i) => ({ ...recipe, seed: (recipe.seed + i) % 2 ** 32 }));
}

function combinations(axes: readonly GridAxis[]): readonly (readonly ParameterValue[])[] {
  return axes.reduce<readonly (readonly ParameterValue[])[]>(
    (made, { values }) => made.flatMap((combination) => values.map((value) => [...combination, value])),
    [[]],
  );
}
