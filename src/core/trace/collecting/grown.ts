/** Arrays that grow as a trace shows more of itself: at least twice as long each time. */
type Growable = Float64Array | Float32Array | Uint32Array | Int16Array;

/** `array` if it is long enough, else a longer copy filled with `filling` beyond its end. */
export function grown<A extends Growable>(array: A, length: number, filling = 0): A {
  if (array.length >= length) return array;
  const longer = new (array.constructor as new (length: number) => A)(Math.max(length, 2 * array.length));
  longer.set(array);
  if (filling !== 0) longer.fill(filling, array.length);
  return longer;
}
