import { describe, expect, it } from 'vitest';
import { parsePythonLiteral } from './python-literal.ts';

const parse = (text: string) => parsePythonLiteral(text, (detail) => new SyntaxError(detail));

describe('a Python literal', () => {
  it.each([
    ["'a'", 'a'],
    ['"it\'s"', "it's"],
    ['-12', -12],
    ['3L', 3],
    ['True', true],
    ['None', null],
    ['()', []],
    ['(3)', 3],
    ['(3,)', [3]],
    ['( 3 , 4 )', [3, 4]],
    ["[('x', '<f4', (2,))]", [['x', '<f4', [2]]]],
    [
      "{'a': 1, 'b': {'c': []}, }",
      new Map<string, unknown>([
        ['a', 1],
        ['b', new Map([['c', []]])],
      ]),
    ],
    [' {} \n', new Map()],
  ])('%s is read', (text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it.each([
    '',
    '(',
    '(3',
    '3)',
    '3 4',
    '(3 4)',
    '(,)',
    '{1: 2}',
    "{'a'}",
    "{'a': }",
    'nan',
    '1.5',
    'f()',
    "'a",
    '3x',
  ])('%s is refused', (text) => {
    expect(() => parse(text)).toThrow(SyntaxError);
  });

  it('that nests without end is refused before it costs anything', () => {
    expect(() => parse('('.repeat(100_000))).toThrow(SyntaxError);
  });
});
