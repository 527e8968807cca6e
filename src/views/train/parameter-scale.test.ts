import { describe, expect, it } from 'vitest';
import { seedParameter } from '../../core/parameters.ts';
import { fieldStep, parameterScale } from './parameter-scale.ts';

const described = { label: 'x', explanation: 'x' };
const rate = {
  type: 'number',
  min: 1e-6,
  max: 1,
  default: 0.001,
  scale: 'logarithmic',
  ...described,
} as const;
const share = { type: 'number', min: 0, max: 0.5, default: 0, ...described } as const;
const units = {
  type: 'integer',
  min: 1,
  max: 4096,
  default: 64,
  scale: 'logarithmic',
  ...described,
} as const;
const count = { type: 'integer', min: 1, max: 256, default: 8, ...described } as const;

describe('the slider of a number', () => {
  it.each([rate, share, units, count])('reaches both ends and its default', (parameter) => {
    const scale = parameterScale(parameter)!;
    expect(scale.toValue(0)).toBe(parameter.min);
    expect(scale.toValue(scale.positions)).toBe(parameter.max);
    expect(scale.toValue(scale.toPosition(parameter.default))).toBe(parameter.default);
  });

  it('gives whole numbers for whole numbers', () => {
    const scale = parameterScale(units)!;
    const values = Array.from({ length: scale.positions + 1 }, (_, position) => scale.toValue(position));
    expect(values.every(Number.isInteger)).toBe(true);
  });

  it('is none where its positions would be finer than pixels', () => {
    expect(parameterScale(seedParameter)).toBeNull();
  });
});

describe('the step of a field', () => {
  it('is one for whole numbers, even for a share, and a tenth of the leading unit for a logarithmic one', () => {
    expect(fieldStep(count, 8)).toBe(1);
    expect(fieldStep(share, 0.1)).toBe(0.005);
    expect(fieldStep(rate, 0.003)).toBe(0.0001);
  });
});
