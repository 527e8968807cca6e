import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRecipe } from './recipe-defaults.ts';
import { formatRecipe, parseRecipe } from './recipe-text.ts';
import { weightGroups, type PartChoice, type Recipe } from './recipe.ts';

const number = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((value) => (Object.is(value, -0) ? 0 : value));
const value = fc.oneof(
  number,
  fc.integer(),
  fc.boolean(),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('on', 'off', '12', '-', 'e5', '*', 'none'),
);
const part: fc.Arbitrary<PartChoice> = fc.record({
  id: fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/),
  values: fc.dictionary(fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9]{0,8}$/), value, {
    maxKeys: 4,
    noNullPrototype: true,
  }),
});
const plainRecipe: fc.Arbitrary<Recipe> = fc.record({
  dataset: part,
  encoder: part,
  trunk: part,
  placement: part,
  router: part,
  experts: part,
  loss: part,
  regularizers: fc.array(part, { maxLength: 3 }),
  optimizer: part,
  epochs: fc.nat(1000),
  batchSize: fc.nat(4096),
  seed: fc.nat(2 ** 32 - 1),
});

const frozen = fc.subarray([...weightGroups]);
const recipe: fc.Arbitrary<Recipe> = fc.oneof(
  plainRecipe,
  fc.tuple(plainRecipe, frozen, fc.nat(50)).map(([own, groups, epochs]): Recipe => ({
    ...own,
    start: { kind: 'experts-alone', frozen: groups, epochs },
  })),
  fc
    .tuple(plainRecipe, frozen, plainRecipe)
    .filter(([, , before]) => formatRecipe(before).length < 1000)
    .map(([own, groups, before]): Recipe => ({
      ...own,
      start: { kind: 'recipe', frozen: groups, recipe: before },
    })),
);

describe('the text of a recipe', () => {
  it('gives back the recipe that it was made of', () => {
    fc.assert(
      fc.property(recipe, (given) => {
        const text = formatRecipe(given);
        expect(parseRecipe(text)).toEqual(given);
      }),
      { seed: 20_261_122, numRuns: 500 },
    );
  });

  it('is empty for the default, and says only what differs', () => {
    expect(formatRecipe(defaultRecipe)).toBe('');
    expect(parseRecipe('')).toEqual(defaultRecipe);
    const router = { id: 'noisy-top-k', values: { k: 2, isLearned: true } };
    expect(formatRecipe({ ...defaultRecipe, router, regularizers: [], epochs: 10 })).toBe(
      'router:noisy-top-k(isLearned:on,k:2)/reg:none/epochs:10',
    );
  });

  it.each([
    'epochs',
    'epochs:',
    'epochs:-1',
    'epochs:1e9',
    'epochs:5/epochs:6',
    'wings:2',
    'constructor:a',
    'router:',
    'router:Switch',
    'router:switch(',
    'router:switch()',
    'router:switch(a)',
    'router:switch(a:1,a:2)',
    'router:switch(a:1)(b:2)',
    'router:switch(__proto__:1)',
    'router:switch(a:1e999)',
    'router:switch(a:0x1)',
    'router:switch(a:%zz)',
    'router:switch(a:)',
    'reg:l1+',
    `reg:${Array.from({ length: 40 }, () => 'l1').join('+')}`,
    `router:${'switch'.repeat(1000)}`,
    '/',
    'start:recipe',
    'start:experts-alone(epochs:1.5)',
    'start:experts-alone(epochs:1,frozen:wings)',
    'start:recipe(recipe:*start%3Arecipe)',
  ])('is refused: %s', (text) => {
    expect(parseRecipe(text)).toBeNull();
  });

  it('never fails, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const read = parseRecipe(text);
        if (read !== null) expect(parseRecipe(formatRecipe(read))).toEqual(read);
      }),
      { seed: 20_261_122, numRuns: 500 },
    );
  });
});
