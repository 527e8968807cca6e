/** Numbers compared one by one, with the place of the first that differs. */
import { expect } from 'vitest';

/** Each within half a unit of the given decimal digit, as `toBeCloseTo` has it; NaN is close to NaN alone. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, digits = 10): void {
  expect(actual.length).toBe(expected.length);
  const wrong = Array.from(actual, (value, i) => ({ i, value, expected: expected[i]! })).find(
    ({ value, expected: wanted }) =>
      !Object.is(value, wanted) && !(Math.abs(value - wanted) < 10 ** -digits / 2),
  );
  expect(wrong).toBeUndefined();
}
