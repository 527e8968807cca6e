import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatParameters,
  formatPercent,
} from './quantity.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [1536, '1.54 kB'],
    [999_499, '999 kB'],
    [999_960, '1.00 MB'],
    [2 ** 31, '2.15 GB'],
    [93_400_000_000, '93.4 GB'],
    [999_999_999_999, '1.00 TB'],
    [1e15, '1.00 PB'],
    [12_345e15, '12,345 PB'],
  ])('%d → %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('rounds a fractional rate into the next unit rather than to "1000 B"', () => {
    expect(formatBytes(999.4)).toBe('999 B');
    expect(formatBytes(999.7)).toBe('1.00 kB');
  });
});

describe('formatParameters', () => {
  it.each([
    [0, '0'],
    [768, '768'],
    [12_345, '12.3k'],
    [999_960, '1.00M'],
    [46_702_792_704, '46.7B'],
    [999_999_999_999, '1.00T'],
    [1_234e12, '1,234T'],
  ])('%d → %s', (count, text) => {
    expect(formatParameters(count)).toBe(text);
  });
});

describe('formatCount', () => {
  it('groups thousands whatever the locale of the machine', () => {
    expect(formatCount(12_345_678)).toBe('12,345,678');
    expect(formatCount(0)).toBe('0');
    expect(formatCount(2 ** 53)).toBe('9,007,199,254,740,992');
  });
});

describe('formatPercent', () => {
  it('shows one decimal unless asked otherwise', () => {
    expect(formatPercent(0.1234)).toBe('12.3 %');
    expect(formatPercent(1)).toBe('100.0 %');
    expect(formatPercent(0.12345, 2)).toBe('12.35 %');
  });
});

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [0.5, '0.5'],
    [0.031_25, '0.0313'],
    [-2.345, '-2.35'],
    [12_345, '12300'],
    [99_999.9, '100000'],
    [123_456, '1.23e+5'],
    [0.000_999_9, '1.00e-3'],
    [1.5e-9, '1.50e-9'],
    [Number.NaN, 'NaN'],
    [-Infinity, '-Infinity'],
  ])('%d → %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('keeps as many digits as it is asked for', () => {
    expect(formatNumber(Math.PI, 5)).toBe('3.1416');
  });
});

describe('formatDuration', () => {
  it.each([
    [0.4, '0 s'],
    [59.4, '59 s'],
    [59.6, '1 min 0 s'],
    [75, '1 min 15 s'],
    [3599.6, '1 h 0 min'],
    [7384, '2 h 3 min'],
  ])('%d s → %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
