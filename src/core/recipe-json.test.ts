import { describe, expect, it } from 'vitest';
import { defaultRecipe } from './recipe-defaults.ts';
import { readRecipe } from './recipe-json.ts';

describe('a recipe out of JSON', () => {
  it('is itself again', () => {
    const before = {
      ...defaultRecipe,
      start: { kind: 'experts-alone', epochs: 2, frozen: ['gate'] },
    } as const;
    const after = { ...defaultRecipe, start: { kind: 'recipe', recipe: before, frozen: [] } } as const;
    for (const recipe of [defaultRecipe, before, after]) {
      expect(readRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
    }
  });

  it.each([
    null,
    [],
    'recipe',
    {},
    { ...defaultRecipe, router: 'switch' },
    { ...defaultRecipe, router: { id: 'switch' } },
    { ...defaultRecipe, router: { id: 'switch', values: { capacity: [1] } } },
    { ...defaultRecipe, router: undefined },
    { ...defaultRecipe, epochs: 1.5 },
    { ...defaultRecipe, seed: -1 },
    { ...defaultRecipe, start: { kind: 'recipe', recipe: {}, frozen: [] } },
    { ...defaultRecipe, start: { kind: 'experts-alone', epochs: 1, frozen: ['wings'] } },
    { ...defaultRecipe, regularizers: [null] },
    { ...defaultRecipe, regularizers: Array.from({ length: 33 }, () => defaultRecipe.router) },
  ])('is none: %j', (value) => {
    expect(readRecipe(value)).toBeNull();
  });
});
