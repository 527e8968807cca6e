import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrixOf, zeroMatrix } from './matrix.ts';
import { readRouting, type RoutingFigures } from './reading.ts';

/** Two classes, divided evenly among experts whose first choices are as many as their load. */
function figuresOf(load: readonly number[], more: Partial<RoutingFigures> = {}): RoutingFigures {
  const byClass = matrixOf(load.map((count) => [count / 2, count / 2]));
  const plain = { expertsPerSample: 1, droppedShare: 0, gateEntropyBits: 1, usageEntropyBits: 3 };
  return { load, byClass, ...plain, ...more };
}

const unbalanced = { isBalanced: false };

describe('the reading of a gate', () => {
  it('sees a collapse, says who is left, and names the cure', () => {
    const reading = readRouting(figuresOf([500, 460, 10, 10, 10, 5, 5, 0]), unbalanced);
    expect(reading.state).toBe('collapsed');
    expect(reading.headline).toBe('2 of 8 experts get 96 % of the samples: the gate has collapsed.');
    expect(reading.details.join(' ')).toContain('A balancing loss would cure this.');
    expect(reading.wantsBalance).toBe(true);
  });

  it('offers no cure that the recipe already has', () => {
    const reading = readRouting(figuresOf([1000, 0, 0, 0]), { isBalanced: true });
    expect(reading.headline).toBe('1 of 4 experts gets 100 % of the samples: the gate has collapsed.');
    expect(reading.wantsBalance).toBe(false);
    expect(reading.details.join(' ')).not.toContain('cure');
  });

  it('does not take the fewest experts that top-k allows for even use', () => {
    const reading = readRouting(figuresOf([500, 500, 0, 0, 0, 0, 0, 0], { expertsPerSample: 2 }), unbalanced);
    expect(reading.state).toBe('collapsed');
  });

  it('tells dying experts from a collapse', () => {
    const reading = readRouting(figuresOf([200, 200, 200, 200, 190, 10, 0, 0]), unbalanced);
    expect(reading.state).toBe('dying');
    expect(reading.headline).toContain('3 of 8 experts get hardly any samples');
  });

  it('tells even from uneven load by the busiest expert', () => {
    expect(readRouting(figuresOf([110, 90, 100, 100]), unbalanced)).toMatchObject({
      state: 'even',
      headline:
        'All experts work: the busiest of 4 experts gets 28 % of the choices, where 25.0 % would be exactly even.',
      wantsBalance: false,
    });
    expect(readRouting(figuresOf([200, 50, 80, 70]), unbalanced).state).toBe('uneven');
  });

  it('reads a soft mixture by the weights of its gate', () => {
    const reading = readRouting(
      figuresOf([100, 100, 100, 100], { expertsPerSample: 4, usageEntropyBits: 1 }),
      unbalanced,
    );
    expect(reading.state).toBe('soft');
    expect(reading.headline).toContain('as on 2.0 equal ones');
  });

  it('says what experts tell of classes', () => {
    const shared = readRouting(figuresOf([100, 100]), unbalanced);
    expect(shared.details.join(' ')).toContain('hardly anything of the class (0.0 of the 1.0 bits');
    const byClass = matrixOf([
      [100, 0],
      [0, 100],
    ]);
    const divided = readRouting(figuresOf([100, 100], { byClass, gateEntropyBits: 0.05 }), unbalanced);
    expect(divided.details).toEqual([
      'The expert alone tells 1.0 of the 1.0 bits that name a class: experts have specialised by class.',
      'The gate is sure of each sample (0.05 of 1 bits of doubt).',
    ]);
  });

  it('says what is dropped', () => {
    const { details } = readRouting(figuresOf([100, 100], { droppedShare: 0.042 }), unbalanced);
    expect(details).toContain('4.2 % of the choices find their expert full and are dropped.');
  });

  it('has little to say of one expert, or of nothing', () => {
    expect(readRouting(figuresOf([100]), unbalanced)).toMatchObject({ state: 'single', details: [] });
    const nothing = figuresOf([0, 0], { byClass: zeroMatrix(2, 2) });
    expect(readRouting(nothing, unbalanced)).toMatchObject({ state: 'early', wantsBalance: false });
  });

  it('never speaks in numbers that are none', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        (load, expertsPerSample) => {
          const { headline, details } = readRouting(figuresOf(load, { expertsPerSample }), unbalanced);
          expect([headline, ...details].join(' ')).not.toMatch(/NaN|Infinity|undefined/);
        },
      ),
      { seed: 20_261_122, numRuns: 200 },
    );
  });
});
