import { describe, expect, it } from 'vitest';
import { parseNumberText, stepNumber } from './number-text.ts';

describe('parseNumberText', () => {
  const numbers: [string, number][] = [
    ['12', 12],
    [' -0.5 ', -0.5],
    ['.5', 0.5],
    ['5.', 5],
    ['+3', 3],
    ['1e-3', 0.001],
    ['1 000 000', 1_000_000],
    ['1_000', 1000],
    ['−3', -3],
    ['80 %', 80],
  ];
  it.each(numbers)('reads “%s”', (text, value) => {
    expect(parseNumberText(text, {}, '%')).toEqual({ kind: 'number', value });
  });

  it.each(['', '   ', '%'])('takes “%s” for empty', (text) => {
    expect(parseNumberText(text, {}, '%')).toEqual({ kind: 'empty' });
  });

  it.each(['abc', '1.2.3', '1e', '--1', '0x10', 'Infinity', 'NaN', '.', '1 GB'])('explains “%s”', (text) => {
    expect(parseNumberText(text, {})).toEqual({ kind: 'invalid', problem: `“${text}” is not a number.` });
  });

  it('asks back about commas, which mean two things', () => {
    expect(parseNumberText('1,5', {})).toMatchObject({
      problem: expect.stringContaining('point') as unknown,
    });
  });

  it('states the bounds that were left', () => {
    const problemOf = (text: string, bounds: Parameters<typeof parseNumberText>[1], unit?: string) => {
      const parsed = parseNumberText(text, bounds, unit);
      return parsed.kind === 'invalid' ? parsed.problem : null;
    };
    expect(problemOf('101', { min: 0, max: 100 }, '%')).toBe('Enter a number from 0 to 100 %.');
    expect(problemOf('-1', { min: 0 })).toBe('Enter 0 or more.');
    expect(problemOf('9', { max: 8 }, 'experts')).toBe('Enter 8 experts or less.');
    expect(problemOf('1.5', { isInteger: true })).toBe('Enter a whole number.');
    expect(problemOf('1e999', {})).toBe('That is more than a number can hold.');
    expect(problemOf('100', { min: 0, max: 100 })).toBeNull();
  });
});

describe('stepNumber', () => {
  it('stays on the grid of steps and inside the bounds', () => {
    const steps = { step: 0.1, min: 0, max: 1 };
    expect(stepNumber(0.2, 1, steps)).toBe(0.3);
    expect(stepNumber(0.97, 1, steps)).toBe(1);
    expect(stepNumber(0.05, -10, steps)).toBe(0);
  });

  it('starts an empty field at zero, or at the bound next to it', () => {
    expect(stepNumber(null, 1, { step: 1 })).toBe(1);
    expect(stepNumber(null, 1, { step: 1, min: 5 })).toBe(6);
    expect(stepNumber(null, -1, { step: 1, max: -2 })).toBe(-3);
  });
});
