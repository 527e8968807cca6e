import { describe, expect, it } from 'vitest';
import { defaultRecipe } from '../../core/recipe-defaults.ts';
import { withValue } from '../../core/recipe-path.ts';
import { axisOffers, axisText, parseAxis } from './grid-axes.ts';
import { offerSpecimen as offer } from './offer-specimen.ts';
import { completed, formatSetting, partNote, pathLabel, recipeName, valueText } from './recipe-words.ts';

describe('settings that a grid can be over', () => {
  const offers = axisOffers(offer, defaultRecipe);

  it('are those of the recipe and strengths of what it lacks, those of most questions first', () => {
    const paths = offers.map(({ path }) => path);
    expect(paths.slice(0, 2)).toEqual(['experts.count', 'regularizers.l1.strength']);
    expect(paths).toContain('regularizers.switch-balance.strength');
    expect(paths).not.toContain('seed');
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('suggest values that can be read back', () => {
    for (const { path, suggestion } of offers) {
      expect(parseAxis(offer, path, axisText(suggestion)), path).toEqual({
        values: suggestion,
        problem: null,
      });
    }
  });

  it('take no value that the parameter can’t have, and say which they can', () => {
    expect(parseAxis(offer, 'experts.count', '4, 8 8;16')).toEqual({ values: [4, 8, 16], problem: null });
    expect(parseAxis(offer, 'experts.count', '4, 1000').problem).toBe(
      '“1000” can’t be: it must be a whole number from 1 to 256.',
    );
    expect(parseAxis(offer, 'experts.count', ' , ').problem).toBe('Give at least one value.');
    expect(parseAxis(offer, 'router', 'switch, roulette').problem).toMatch(/^There is no “roulette”/);
    expect(parseAxis(offer, 'regularizers.l1.strength', '0, 1e-5')).toEqual({
      values: [0, 1e-5],
      problem: null,
    });
  });
});

describe('words of a recipe', () => {
  it('name settings and their values as the form does', () => {
    expect(pathLabel(offer, 'experts.count')).toBe('Experts');
    expect(pathLabel(offer, 'regularizers.l1.strength')).toBe('L1: Strength λ');
    expect(pathLabel(offer, 'batchSize')).toBe('Batch size');
    expect(valueText(offer, 'router', 'switch')).toBe('Switch (top-1)');
    expect(valueText(offer, 'regularizers.l1.scope', 'gate')).toBe('Gate');
    expect(valueText(offer, 'regularizers.l1.scope', undefined)).toBe('–');
    expect(recipeName(offer, defaultRecipe)).toBe('Switch (top-1), 8 experts, MNIST');
    expect(partNote(offer, 'experts', defaultRecipe.experts)).toBe('8 × Hidden layer, 64');
  });

  it('make a default equal to the same value chosen by hand', () => {
    const implicit = { ...defaultRecipe, regularizers: [{ id: 'l1', values: {} }] };
    const explicit = withValue(implicit, 'regularizers.l1.strength', 1e-5);
    expect(explicit).not.toEqual(implicit);
    expect(completed(offer, explicit)).toEqual(completed(offer, implicit));
  });

  it.each([
    [128, '128'],
    [0.001, '0.001'],
    [0, '0'],
    [1e-5, '10⁻⁵'],
    [3.2e-6, '3.2 · 10⁻⁶'],
    [1.25, '1.25'],
  ])('write %s as %s', (value, text) => {
    expect(formatSetting(value)).toBe(text);
  });
});
