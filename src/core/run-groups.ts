/** Runs that were begun together, brought together again: one row for each recipe, its seeds in one mean and spread. */
import type { ParameterValue } from './parameters.ts';
import { differingPaths, valueAt, withValue, type RecipePath } from './recipe-path.ts';
import type { Recipe } from './recipe.ts';
import type { RunFigure } from './run-figures.ts';
import type { EvaluationPoint } from './run-history.ts';

export interface EndedRun {
  readonly recipe: Recipe;
  /** Null until it is done. */
  readonly test: EvaluationPoint | null;
}

export interface GroupRow<Run extends EndedRun> {
  /** Values of the varied settings, undefined where the recipe leaves one at its default. */
  readonly values: readonly (ParameterValue | undefined)[];
  /** Runs of this recipe, which differ in their seeds alone. */
  readonly runs: readonly Run[];
}

export interface GroupTable<Run extends EndedRun> {
  /** What varies, seeds left out. */
  readonly paths: readonly RecipePath[];
  /** In the order in which their first runs came; sorted by their numbers where all are numbers. */
  readonly rows: readonly GroupRow<Run>[];
}

export function groupTable<Run extends EndedRun>(runs: readonly Run[]): GroupTable<Run> {
  const seedless = runs.map(({ recipe }) => withValue(recipe, 'seed', 0));
  const paths = differingPaths(seedless);
  const byValues = new Map<string, GroupRow<Run>>();
  runs.forEach((run) => {
    const values = paths.map((path) => valueAt(run.recipe, path));
    const key = JSON.stringify(values.map((value) => value ?? null));
    const row = byValues.get(key) ?? { values, runs: [] };
    byValues.set(key, { ...row, runs: [...row.runs, run] });
  });
  return { paths, rows: [...byValues.values()].sort(byNumbers) };
}

function byNumbers(a: GroupRow<EndedRun>, b: GroupRow<EndedRun>): number {
  for (const [i, value] of a.values.entries()) {
    const other = b.values[i];
    if (typeof value === 'number' && typeof other === 'number' && value !== other) return value - other;
  }
  return 0;
}

/** A figure over several runs. */
export interface Spread {
  /** How many of them have it. */
  readonly count: number;
  readonly mean: number;
  /** Standard deviation of the sample, n − 1; NaN of fewer than two. */
  readonly deviation: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const known = values.filter((value) => !Number.isNaN(value));
  const count = known.length;
  const mean = known.reduce((sum, value) => sum + value, 0) / count;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    count,
    mean,
    deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : NaN,
    least: count > 0 ? Math.min(...known) : NaN,
    most: count > 0 ? Math.max(...known) : NaN,
  };
}

/** Of the runs that are done. */
export function figureSpread({ runs }: GroupRow<EndedRun>, figure: RunFigure): Spread {
  return spreadOf(runs.flatMap(({ test }) => (test === null ? [] : [figure.compute(test)])));
}
