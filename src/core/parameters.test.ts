import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkValues,
  defaultsOf,
  formatValue,
  formatValues,
  parseValue,
  parseValues,
  problemOfValue,
  seedParameter,
  type Parameter,
  type Parameters,
  type ValuesOf,
} from './parameters.ts';

const words = { label: 'A', explanation: 'B.' };
const parameters = {
  noise: { type: 'number', min: 0, max: 2, default: 0.1, ...words },
  samples: { type: 'integer', min: 10, max: 1000, default: 100, ...words },
  shape: {
    type: 'choice',
    choices: [
      { value: 'round', label: 'Round' },
      { value: 'square', label: 'Square' },
    ],
    default: 'round',
    ...words,
  },
  shuffled: { type: 'boolean', default: true, ...words },
} as const satisfies Parameters;

const defaults: ValuesOf<typeof parameters> = { noise: 0.1, samples: 100, shape: 'round', shuffled: true };

describe('values in a link', () => {
  it('have their defaults where the link says nothing', () => {
    expect(defaultsOf(parameters)).toEqual(defaults);
    expect(parseValues(parameters, {})).toEqual({ values: defaults, rejected: [] });
    expect(formatValues(parameters, defaults)).toEqual({});
  });

  it('carry what differs, in the order of the declaration', () => {
    const texts = formatValues(parameters, { ...defaults, shuffled: false, noise: 1e-7 });
    expect(Object.entries(texts)).toEqual([
      ['noise', '1e-7'],
      ['shuffled', 'off'],
    ]);
  });

  it('drop a bad value, name it, and keep the rest', () => {
    const texts = { noise: '3', samples: '20', shape: 'oval', shuffled: 'yes', other: '1' };
    expect(parseValues(parameters, texts)).toEqual({
      values: { ...defaults, samples: 20 },
      rejected: ['noise', 'shape', 'shuffled'],
    });
  });

  it.each(['', ' ', '0x10', '1e2', '1.5', '١', 'Infinity', '-5', '99999999999999999999'])(
    'never take %j for a whole number from 10 to 1000',
    (text) => {
      expect(parseValue(parameters.samples, text)).toBeNull();
    },
  );

  it.each(['', '.5', '1,5', 'NaN', 'Infinity', '1e999', '0x1', '1 '])(
    'never take %j for a number',
    (text) => {
      expect(parseValue({ ...parameters.noise, max: Number.MAX_VALUE }, text)).toBeNull();
    },
  );

  it('are not found on the prototype', () => {
    const odd: Parameters = { constructor: parameters.noise };
    expect(parseValues(odd, {})).toEqual({ values: { constructor: 0.1 }, rejected: [] });
  });

  const values = fc.record<ValuesOf<typeof parameters>>({
    noise: fc.double({ min: 0, max: 2, noNaN: true }),
    samples: fc.integer({ min: 10, max: 1000 }),
    shape: fc.constantFrom('round', 'square'),
    shuffled: fc.boolean(),
  });

  it('come back as they went', () => {
    fc.assert(
      fc.property(values, (given) => {
        expect(parseValues(parameters, formatValues(parameters, given))).toEqual({
          values: { ...given, noise: given.noise + 0 },
          rejected: [],
        });
      }),
      { seed: 1 },
    );
  });

  it('come back whatever a number is', () => {
    const any: Parameter = { ...parameters.noise, min: -Number.MAX_VALUE, max: Number.MAX_VALUE };
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseValue(any, formatValue(value))).toBe(value + 0);
      }),
      { seed: 2, examples: [[-0], [5e-324], [1e21]] },
    );
  });
});

describe('values from elsewhere', () => {
  it('are checked one by one', () => {
    const given = { noise: '0.5', samples: 10.5, shape: 'square', shuffled: 1, extra: {} };
    expect(checkValues(parameters, given)).toEqual({
      values: { ...defaults, shape: 'square' },
      rejected: ['noise', 'samples', 'shuffled'],
    });
  });

  it.each<[Parameter, unknown, string | null]>([
    [parameters.noise, 2, null],
    [parameters.noise, 2.1, 'must be a number from 0 to 2'],
    [parameters.noise, Number.NaN, 'must be a number from 0 to 2'],
    [parameters.samples, 9, 'must be a whole number from 10 to 1000'],
    [parameters.shape, 'oval', 'must be one of round, square'],
    [parameters.shuffled, 'on', 'must be on or off'],
    [seedParameter, 2 ** 32 - 1, null],
    [seedParameter, 2 ** 32, 'must be a whole number from 0 to 4294967295'],
  ])('%# say what is wrong', (parameter, value, problem) => {
    expect(problemOfValue(parameter, value)).toBe(problem);
  });
});
