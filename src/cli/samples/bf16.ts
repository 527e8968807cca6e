/** BF16, the upper half of an F32: little-endian, rounded to nearest, ties to even. For finite values. */
export function encodeBf16(values: Float64Array | Float32Array): Uint8Array {
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  bits.forEach((word, i) => view.setUint16(2 * i, (word + 0x7fff + ((word >>> 16) & 1)) >>> 16, true));
  return bytes;
}
