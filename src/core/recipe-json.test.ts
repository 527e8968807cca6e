import { describe, expect, it } from 'vitest';
import { defaultRecipe } from './recipe-defaults.ts';
import { readRecipe } from './recipe-json.ts';

describe('a recipe out of JSON', () => {
  it('is itself again', () => {
    expect(readRecipe(JSON.parse(JSON.stringify(defaultRecipe)))).toEqual(defaultRecipe);
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
    { ...defaultRecipe, regularizers: [null] },
    { ...defaultRecipe, regularizers: Array.from({ length: 33 }, () => defaultRecipe.router) },
  ])('is none: %j', (value) => {
    expect(readRecipe(value)).toBeNull();
  });
});
