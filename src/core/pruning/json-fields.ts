/** Pieces that plans in JSON are read from. What is wrong is told in a `RangeError` that begins with the place. */
import { projections, type Projection } from '../structure.ts';
import type { ActionScope } from './plan.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function readScope(value: unknown, at: string): ActionScope {
  if (value === undefined) return { layers: null, projection: null };
  const { layers, projection } = readObject(value, at);
  return {
    layers: readLayers(layers, `${at}.layers`),
    projection:
      projection === undefined || projection === null
        ? null
        : readOneOf<Projection>(projections, projection, `${at}.projection`),
  };
}

export function readLayers(value: unknown, at: string): readonly number[] | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) throw wrong(at, 'a list of layers');
  return value.map((layer, i) => readCount(layer, `${at}[${i}]`));
}

export function readObject(value: unknown, at: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw wrong(at, 'an object');
}

export function readNumber(value: unknown, at: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrong(at, 'a number');
}

export function readCount(value: unknown, at: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw wrong(at, 'a whole number, 0 or more');
}

export function readOneOf<T extends string | number>(known: readonly T[], value: unknown, at: string): T {
  const found = known.find((each) => each === value);
  if (found !== undefined) return found;
  throw wrong(at, `one of ${known.join(', ')}`);
}

export function wrong(at: string, wanted: string): RangeError {
  return new RangeError(`${at}: ${wanted}`);
}
