import { describe, expect, it } from 'vitest';
import { expandGrid, gridName, gridSize, seededRecipes, type Grid } from './recipe-grid.ts';
import { differingPaths, placeOf, settingsOf, valueAt, withValue } from './recipe-path.ts';
import type { Recipe } from './recipe.ts';

const part = (id: string, values: Recipe['router']['values'] = {}) => ({ id, values });

const recipe: Recipe = {
  dataset: part('mnist'),
  encoder: part('flat', { width: 0 }),
  trunk: part('none'),
  placement: part('head'),
  router: part('top-k', { k: 2 }),
  experts: part('mlp', { count: 8, hidden: 64 }),
  loss: part('cross-entropy'),
  regularizers: [part('switch-balance', { strength: 0.01, choices: 'first' })],
  optimizer: part('adam', { rate: 0.001 }),
  epochs: 5,
  batchSize: 128,
  seed: 1,
};

describe('a path of a recipe', () => {
  it('is read back as it was set, and changes nothing else', () => {
    for (const [path, value] of [...settingsOf(recipe)]) expect(valueAt(recipe, path)).toBe(value);
    const changed = withValue(recipe, 'experts.count', 16);
    expect(changed).toEqual({ ...recipe, experts: part('mlp', { count: 16, hidden: 64 }) });
    expect(recipe.experts.values.count).toBe(8);
  });

  it('brings another part with its defaults, and the same one as it is', () => {
    expect(withValue(recipe, 'router', 'switch').router).toEqual(part('switch'));
    expect(withValue(recipe, 'router', 'top-k')).toBe(recipe);
  });

  it('adds a term that is not there, and takes away one of no strength', () => {
    const added = withValue(recipe, 'regularizers.l1.strength', 1e-5);
    expect(added.regularizers).toEqual([...recipe.regularizers, part('l1', { strength: 1e-5 })]);
    expect(withValue(added, 'regularizers.l1.strength', 0)).toEqual(recipe);
    expect(valueAt(recipe, 'regularizers.l1.strength')).toBe(0);
    expect(valueAt(recipe, 'regularizers.l1.scope')).toBeUndefined();
  });

  it.each(['', 'epoch', 'epochs.x', 'router.', 'router.k.x', 'regularizers', 'regularizers.l1', 'a.b.c.d'])(
    'is not %j',
    (text) => {
      expect(placeOf(text)).toBeNull();
    },
  );
});

describe('recipes that differ', () => {
  it('differ in what was changed, and not in what only one of them has', () => {
    const other = withValue(withValue(recipe, 'router', 'switch'), 'epochs', 2);
    expect(differingPaths([recipe, other])).toEqual(['router', 'epochs']);
    expect(differingPaths([recipe, other, withValue(recipe, 'router.k', 4)])).toEqual([
      'router',
      'router.k',
      'epochs',
    ]);
    expect(differingPaths([recipe, recipe])).toEqual([]);
    expect(differingPaths([])).toEqual([]);
  });

  it('counts a term that one lacks as one of no strength', () => {
    const without = { ...recipe, regularizers: [] };
    expect(differingPaths([without, recipe])).toEqual(['regularizers.switch-balance.strength']);
  });
});

describe('a grid', () => {
  const grid: Grid = {
    axes: [
      { path: 'experts.count', label: 'Experts', values: [4, 8] },
      { path: 'regularizers.l1.strength', label: 'L1', values: [0, 1e-5, 1e-4] },
    ],
    seeds: 2,
  };
  const runs = expandGrid(recipe, grid);

  it('has every combination with every seed, once', () => {
    expect(gridSize(grid)).toBe(12);
    expect(runs).toHaveLength(12);
    expect(new Set(runs.map(({ recipe: made }) => JSON.stringify(made))).size).toBe(12);
    expect(differingPaths(runs.map(({ recipe: made }) => made))).toEqual([
      'experts.count',
      'regularizers.l1.strength',
      'seed',
    ]);
  });

  it('names its runs and itself', () => {
    expect(runs.slice(0, 3).map(({ name }) => name)).toEqual([
      'Experts 4, L1 0, seed 1',
      'Experts 4, L1 0, seed 2',
      'Experts 4, L1 0.00001, seed 1',
    ]);
    expect(gridName(grid)).toBe('Experts × L1, 2 seeds');
    expect(gridName({ axes: [], seeds: 5 })).toBe('5 seeds');
    expect(expandGrid(recipe, { axes: [], seeds: 1 })).toEqual([{ name: 'seed 1', recipe }]);
  });

  it('counts seeds up from the recipe’s, and around', () => {
    expect(seededRecipes({ ...recipe, seed: 2 ** 32 - 1 }, 3).map(({ seed }) => seed)).toEqual([
      2 ** 32 - 1,
      0,
      1,
    ]);
  });
});
