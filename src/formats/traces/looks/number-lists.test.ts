import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/random.ts';
import { integerList, numberList, readNumberList } from './number-lists.ts';

const encoder = new TextEncoder();

function integersOf(text: string) {
  const list = integerList();
  const end = readNumberList(encoder.encode(text), 0, list);
  return end < 0 ? null : { end, shape: list.shape, values: [...list.values.subarray(0, list.length)] };
}

function floatsOf(text: string): number[] | null {
  const list = numberList();
  return readNumberList(encoder.encode(text), 0, list) < 0 ? null : [...list.values.subarray(0, list.length)];
}

describe('lists of whole numbers', () => {
  it.each([
    ['[1, 2,3]', [3], [1, 2, 3]],
    ['[ [1,2] , [3,4],\n[-5,6] ]', [3, 2], [1, 2, 3, 4, -5, 6]],
    ['[[[1],[2]],[[3],[4]]]', [2, 2, 1], [1, 2, 3, 4]],
    ['[]', [0], []],
    ['[[],[]]', [2, 0], []],
    ['[2147483647]', [1], [2147483647]],
  ])('%s', (text, shape, values) => {
    expect(integersOf(text)).toEqual({ end: text.length, shape, values });
  });

  it('end where the list ends, whatever follows', () => {
    expect(integersOf('[1], "b": 2}')?.end).toBe(3);
  });

  it('grow as they must', () => {
    const values = Array.from({ length: 70_000 }, (_, i) => i);
    expect(integersOf(JSON.stringify(values))?.values).toEqual(values);
  });

  it.each([
    ['ragged', '[[1,2],[3]]'],
    ['of two depths', '[[1],[[2]]]'],
    ['of two depths, the deeper first', '[[[1]],[2]]'],
    ['numbers beside lists', '[1,[2]]'],
    ['cut off', '[[1,2],[3,'],
    ['cut off in a number', '[12'],
    ['no list', '12'],
    ['fractions', '[1.5]'],
    ['exponents', '[1e3]'],
    ['beyond 32 bits', '[2147483648]'],
    ['a comma too many', '[1,]'],
    ['a comma too few', '[1 2]'],
    ['a text', '["1"]'],
    ['a sign alone', '[-]'],
    ['too deep', '[[[[[1]]]]]'],
    ['nothing', ''],
  ])('are refused where they are %s', (_, text) => {
    expect(integersOf(text)).toBeNull();
  });
});

describe('lists of numbers', () => {
  it('are read as JSON.parse reads them', () => {
    const random = seededRandom(7);
    const texts = Array.from({ length: 3000 }, () => {
      const value = (random.uniform() - 0.5) * 10 ** (random.below(40) - 20);
      return random.uniform() < 0.5 ? String(value) : value.toFixed(random.below(20));
    });
    const text = `[${texts.join(', ')}]`;
    expect(floatsOf(text)).toEqual(JSON.parse(text));
  });

  it('may be what Python writes for no number', () => {
    expect(floatsOf('[NaN, Infinity, -Infinity, -0.5, 3]')).toEqual([NaN, Infinity, -Infinity, -0.5, 3]);
  });

  it.each(['[1.]', '[.]', '[nan]', '[1.2.3]', '[--1]', '[1e]', '[e5]', '[true]', '[1'])(
    'refuse %s',
    (text) => {
      expect(floatsOf(text)).toBeNull();
    },
  );
});
