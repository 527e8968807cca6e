import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLayers, parseLayers } from './layers-text.ts';

describe('layers as text', () => {
  it('are runs and single numbers, and nothing for all', () => {
    expect(formatLayers([0, 1, 2, 3, 7])).toBe('0-3, 7');
    expect(formatLayers(null)).toBe('');
    expect(parseLayers('7, 0-2')).toEqual([0, 1, 2, 7]);
    expect(parseLayers('0–2 2 5')).toEqual([0, 1, 2, 5]);
    expect(parseLayers('  ')).toBeNull();
  });

  it('are not guessed from what means none', () => {
    for (const text of ['first', '3-1', '-1', '1.5', ',', '0-', '99999']) {
      expect(parseLayers(text), text).toBeUndefined();
    }
  });

  it('come back as they were', () => {
    const layers = fc
      .uniqueArray(fc.nat(200), { minLength: 1, maxLength: 40 })
      .map((ids) => ids.sort((a, b) => a - b));
    fc.assert(
      fc.property(layers, (given) => {
        expect(parseLayers(formatLayers(given))).toEqual(given);
      }),
      { seed: 20_261_122 },
    );
  });
});
