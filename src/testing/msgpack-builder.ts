/** MessagePack for tests, arrays as Flax packs them. Layout: formats/checkpoints/flax.ts. */
export type Packed = readonly number[];

export function packMap(entries: readonly (readonly [key: string, value: Packed])[]): Packed {
  const pairs = entries.flatMap(([key, value]) => [packText(key), value]);
  return [0xdf, ...word(entries.length)].concat(...pairs);
}

export function packArray(shape: readonly number[], type: string, bytes: Uint8Array): Packed {
  const sizes = [0x90 | shape.length, ...shape.flatMap((size) => [0xce, ...word(size)])];
  return packExtension(1, [0x93, ...sizes, ...packText(type), 0xc6, ...word(bytes.length), ...bytes]);
}

export function packExtension(type: number, bytes: Packed): Packed {
  return [0xc9, ...word(bytes.length), type, ...bytes];
}

export function packText(text: string): Packed {
  const bytes = [...new TextEncoder().encode(text)];
  return [0xd9, bytes.length, ...bytes];
}

/** A length of four bytes, highest first. */
export function word(value: number): Packed {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
}
