import { describe, expect, it } from 'vitest';
import { sketchOf } from '../../testing/sketch-of.ts';
import { seededRandom } from '../random.ts';
import { curveOf } from './curve.ts';
import { measureList, type Measure, type MeasureChoice } from './measure-list.ts';
import { emptySketch } from './sketch.ts';

const measures: readonly Measure[] = measureList;
const choices: readonly MeasureChoice[] = (['all', 'nonzero'] as const).flatMap((population) =>
  (['mass', 'energy'] as const).map((quantity) => ({ population, quantity })),
);

function valueOf(id: string, values: readonly number[], choice: MeasureChoice = choices[0]!): number {
  return measures.find((measure) => measure.id === id)!.compute(curveOf(sketchOf(values)), choice);
}

describe('the list of measures', () => {
  it('names each once, for links and for people', () => {
    for (const key of ['id', 'name', 'shortName'] as const) {
      expect(new Set(measures.map((measure) => measure[key])).size).toBe(measures.length);
    }
    for (const { id, shortName } of measures) {
      expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(shortName.length).toBeLessThanOrEqual(18);
    }
  });

  it.each(measures)('$name: says what it is in whole sentences', ({ explanation, formula, reference }) => {
    expect(explanation).toMatch(/^[A-Z].{60,}\.$/);
    expect(formula).not.toBe('');
    expect(reference).not.toBe('');
  });

  const random = seededRandom(7);
  const gaussian = curveOf(
    sketchOf(
      Array.from({ length: 100_000 }, () => random.normal()),
      8,
    ),
  );

  it.each(measures.filter(({ gaussian: value }) => value !== null))(
    '$name: gives for Gaussian weights what it says',
    ({ compute, gaussian: expected }) => {
      for (const choice of choices) {
        const value = expected![choice.quantity];
        expect(Math.abs(compute(gaussian, choice) - value)).toBeLessThanOrEqual(0.01 * Math.max(0.3, value));
      }
    },
  );

  it.each(measures)('$name: depends on what it says, and on nothing else', ({ compute, dependsOn }) => {
    const curve = curveOf(sketchOf([3, -1, 0.5, 0, 0, -0.5, 2, -0.1, 0.9, 0]));
    const valueAt = (choice: Partial<MeasureChoice>) => compute(curve, { ...choices[0]!, ...choice });
    expect(valueAt({ population: 'nonzero' }) !== valueAt({})).toBe(dependsOn.includes('population'));
    expect(valueAt({ quantity: 'energy' }) !== valueAt({})).toBe(dependsOn.includes('quantity'));
  });

  it('gives the plain numbers plainly', () => {
    const values = [3, -4, 0, NaN, Infinity];
    const expected = { parameters: 5, l1: 7, l2: 5, 'max-magnitude': 4, 'non-finite': 2, zeros: 1 / 3 };
    for (const [name, value] of Object.entries(expected))
      expect(valueOf(name, values)).toBeCloseTo(value, 12);
    expect(valueOf('mean-magnitude', values)).toBeCloseTo(7 / 3, 12);
    expect(valueOf('mean-magnitude', values, { population: 'nonzero', quantity: 'mass' })).toBe(3.5);
    expect(valueOf('rms', values)).toBeCloseTo(Math.sqrt(25 / 3), 12);
  });

  it('knows what can’t be measured: of nothing, of zeros, of sums that overflow', () => {
    const [nothing, zeros, huge] = [emptySketch, sketchOf([0, 0]), sketchOf([1e308, 1e308, 1e308])].map(
      curveOf,
    );
    for (const measure of measures) {
      for (const choice of choices) {
        const values = [nothing!, zeros!, huge!].map((curve) => measure.compute(curve, choice));
        expect(values.some((value) => Math.abs(value) === Infinity)).toBe(false);
      }
    }
    expect(valueOf('gini', [])).toBeNaN();
    expect(valueOf('gini', [0, 0])).toBeNaN();
    expect(valueOf('mean-magnitude', [0, 0])).toBe(0);
    expect(valueOf('zeros', [0, 0])).toBe(1);
    expect(valueOf('parameters', [])).toBe(0);
    expect(valueOf('hoyer', [1e308, 1])).toBeNaN();
    expect(valueOf('knee', [2, 2, 2])).toBeNaN();
  });
});
