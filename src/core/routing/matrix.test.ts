import { describe, expect, it } from 'vitest';
import { toRows } from '../../testing/routing-vectors.ts';
import {
  checkSameShape,
  columnMeans,
  columnOf,
  columnSums,
  filledMatrix,
  matrixOf,
  product,
  rowOf,
  rowSums,
  transposed,
  zeroMatrix,
} from './matrix.ts';

const matrix = matrixOf([
  [1, 2, 3],
  [4, 5, 6],
]);

describe('a matrix', () => {
  it('lies by rows', () => {
    expect([...matrix.values]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...rowOf(matrix, 1)]).toEqual([4, 5, 6]);
    expect([...columnOf(matrix, 1)]).toEqual([2, 5]);
    expect(toRows(transposed(matrix))).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });

  it('has rows that write through, and columns that do not', () => {
    const held = filledMatrix(2, 2, 7);
    rowOf(held, 1)[0] = 9;
    columnOf(held, 1)[0] = 8;
    expect(toRows(held)).toEqual([
      [7, 7],
      [9, 7],
    ]);
  });

  it('multiplies and adds up', () => {
    expect(toRows(product(matrix, transposed(matrix)))).toEqual([
      [14, 32],
      [32, 77],
    ]);
    expect([...columnSums(matrix)]).toEqual([5, 7, 9]);
    expect([...rowSums(matrix)]).toEqual([6, 15]);
    expect([...columnMeans(matrix)]).toEqual([2.5, 3.5, 4.5]);
  });

  it('of no rows has sums of 0 and no means', () => {
    expect([...columnSums(zeroMatrix(0, 2))]).toEqual([0, 0]);
    expect([...columnMeans(zeroMatrix(0, 2))]).toEqual([NaN, NaN]);
    expect(matrixOf([])).toEqual(zeroMatrix(0, 0));
  });

  it('refuses shapes that do not fit', () => {
    expect(() => matrixOf([[1], [1, 2]])).toThrow('differ in length');
    expect(() => product(matrix, matrix)).toThrow('no product of [2, 3] and [2, 3]');
    expect(() => checkSameShape(matrix, transposed(matrix))).toThrow('[2, 3] and [3, 2]');
  });
});
