import { describe, expect, it } from 'vitest';
import { defaultRecipe } from '../core/recipe-defaults.ts';
import { problemsOf } from './compatibility.ts';
import { datasets } from './datasets/index.ts';
import { knownData } from './known-data.ts';
import { offerParts } from './offer.ts';

describe('the offer of a trainer', () => {
  it('crosses threads whole', () => {
    const offer = offerParts(['mnist']);
    expect(structuredClone(offer)).toEqual(offer);
    expect(offer.datasets.length).toBe(datasets.length);
    expect(offer.presets.length).toBeGreaterThan(10);
  });

  it('begins with a recipe that can be trained', () => {
    expect(problemsOf(defaultRecipe, knownData(defaultRecipe.dataset))).toEqual([]);
  });

  it('knows the data of what must be fetched, by its parameters', () => {
    expect(knownData({ id: 'mnist-fashion', values: {} })?.classes).toBe(12);
    expect(knownData({ id: 'mnist-fashion', values: { classes: 'all' } })?.classes).toBe(20);
    expect(knownData({ id: 'imdb', values: { vocabulary: 500 } })?.input).toEqual({
      kind: 'text',
      vocabulary: 500,
    });
    for (const { id, needs } of datasets) {
      expect(knownData({ id, values: {} }) !== null, id).toBe(needs.length > 0);
    }
  });
});
