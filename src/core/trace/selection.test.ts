import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatSelection,
  isNothing,
  isSelected,
  nothingSelected,
  parseSelection,
  selectExperts,
  toggleExpert,
  toggleLabel,
  toggleLayer,
} from './selection.ts';

describe('a selection', () => {
  it('is written short and read back', () => {
    const text = '3,5.2,7.1-4,c2';
    const selection = parseSelection(text)!;
    expect(selection).toEqual({
      layers: [3],
      experts: [{ layer: 5, expert: 2 }, ...[1, 2, 3, 4].map((expert) => ({ layer: 7, expert }))],
      label: 2,
    });
    expect(formatSelection(selection)).toBe(text);
  });

  it('comes back as it was, whatever is picked', () => {
    const id = fc.nat(300);
    const picked = fc.record({
      layers: fc.uniqueArray(id, { maxLength: 6 }),
      experts: fc.array(fc.record({ layer: id, expert: id }), { maxLength: 20 }),
      label: fc.option(id, { nil: null }),
    });
    fc.assert(
      fc.property(picked, ({ layers, experts, label }) => {
        const chosen = selectExperts({ layers: layers.sort((a, b) => a - b), experts: [], label }, experts);
        const text = formatSelection(chosen);
        expect(isNothing(chosen)).toBe(text === '');
        if (text !== '') expect(parseSelection(text)).toEqual(chosen);
      }),
      { seed: 20_261_122 },
    );
  });

  it('is changed by toggles, which undo themselves', () => {
    const expert = { layer: 2, expert: 5 };
    const some = toggleLabel(toggleExpert(toggleLayer(nothingSelected, 4), expert), 1);
    expect(some).toEqual({ layers: [4], experts: [expert], label: 1 });
    expect(isSelected(some, expert)).toBe(true);
    expect(isSelected(some, { layer: 4, expert: 0 })).toBe(true);
    expect(isSelected(some, { layer: 2, expert: 4 })).toBe(false);
    expect(toggleLabel(toggleExpert(toggleLayer(some, 4), expert), 1)).toEqual(nothingSelected);
  });

  it.each(['', 'x', '3,', '3.', '3.1-', '-1', '1.2.3', 'c', '3.0-99999,4.0-99999', '1e3'])(
    'is refused where it makes no sense: “%s”',
    (text) => {
      expect(parseSelection(text)).toBeNull();
    },
  );
});
