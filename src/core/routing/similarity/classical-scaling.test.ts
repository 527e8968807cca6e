import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../random.ts';
import { rowOf, zeroMatrix, type Matrix } from '../matrix.ts';
import { classicalScaling } from './classical-scaling.ts';

function distancesOf(points: Matrix): Matrix {
  const distances = zeroMatrix(points.rows, points.rows);
  for (let i = 0; i < points.rows; i++) {
    for (let j = 0; j < points.rows; j++) {
      const gaps = rowOf(points, i).map((x, d) => x - rowOf(points, j)[d]!);
      distances.values[i * points.rows + j] = Math.hypot(...gaps);
    }
  }
  return distances;
}

function cloud(count: number, spread: readonly number[]): Matrix {
  const random = seededRandom(4);
  const points = zeroMatrix(count, spread.length);
  points.values.forEach((_, i) => (points.values[i] = spread[i % spread.length]! * random.normal()));
  return points;
}

describe('classical scaling', () => {
  it('finds points of a plane again, turned', () => {
    const distances = distancesOf(cloud(20, [3, 1]));
    const { places, shown } = classicalScaling(distances);
    const found = distancesOf(places);
    distances.values.forEach((d, i) => expect(found.values[i]).toBeCloseTo(d, 6));
    expect(shown).toBeCloseTo(1, 9);
  });

  it('shows what differs most of more dimensions, and says how much that is', () => {
    const distances = distancesOf(cloud(60, [5, 3, 0.5, 0.5]));
    const { places, shown } = classicalScaling(distances);
    const found = distancesOf(places);
    // a projection brings no two points further apart
    distances.values.forEach((d, i) => expect(found.values[i]!).toBeLessThanOrEqual(d + 1e-9));
    expect(shown).toBeGreaterThan(0.96);
    expect(shown).toBeLessThan(0.999);
  });

  it('is one place for items that are the same, and the same map each time', () => {
    const same = classicalScaling(zeroMatrix(4, 4));
    expect([...same.places.values]).toEqual(new Array(8).fill(0));
    expect(same.shown).toBe(0);
    const distances = distancesOf(cloud(9, [1, 1, 1]));
    expect(classicalScaling(distances)).toEqual(classicalScaling(distances));
    expect(classicalScaling(zeroMatrix(0, 0)).places.rows).toBe(0);
  });
});
