/** Nested lists of numbers in JSON, as tables: [L, E], or [S, L, E] where there are steps. */

/** Every list as long as the first of its depth, all numbers finite; null otherwise. */
export function tableOf(
  value: unknown,
): { readonly shape: readonly number[]; readonly values: Float64Array } | null {
  const shape = shapeOf(value);
  if (shape.length === 0) return null;
  const values: number[] = [];
  return fill(value, shape, values) ? { shape, values: Float64Array.from(values) } : null;
}

/** Nobody writes tables with more axes. */
const MAX_AXES = 4;

function shapeOf(value: unknown): number[] {
  const shape: number[] = [];
  for (let inner = value; Array.isArray(inner) && shape.length < MAX_AXES; inner = (inner as unknown[])[0]) {
    shape.push(inner.length);
  }
  return shape;
}

function fill(value: unknown, [size, ...rest]: readonly number[], into: number[]): boolean {
  if (size === undefined) {
    if (typeof value !== 'number' || !Number.isFinite(value)) return false;
    into.push(value);
    return true;
  }
  return Array.isArray(value) && value.length === size && value.every((item) => fill(item, rest, into));
}
