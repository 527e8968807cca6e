import { describe, expect, it } from 'vitest';
import { isBalanced, withBalance } from './recipe-balance.ts';
import { defaultRecipe } from './recipe-defaults.ts';

const bare = { ...defaultRecipe, regularizers: [] };
const choice = (id: string) => ({ id, values: {} });

describe('balancing', () => {
  it('is a term of the recipe, or comes with the router', () => {
    expect(isBalanced(defaultRecipe)).toBe(true);
    expect(isBalanced(bare)).toBe(false);
    expect(isBalanced({ ...bare, regularizers: [choice('l1')] })).toBe(false);
    expect(isBalanced({ ...bare, router: choice('expert-choice') })).toBe(true);
  });

  it('is added as the router was published with it, and nothing is lost', () => {
    const terms = (router: string) =>
      withBalance({ ...bare, router: choice(router), regularizers: [choice('l1')] }).regularizers.map(
        ({ id }) => id,
      );
    expect(terms('switch')).toEqual(['l1', 'switch-balance']);
    expect(terms('noisy-top-k')).toEqual(['l1', 'importance', 'load']);
    expect(terms('soft')).toEqual(['l1', 'importance']);
    expect(isBalanced(withBalance(bare))).toBe(true);
  });
});
