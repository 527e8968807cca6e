/** Pickles for tests, written instruction by instruction: https://github.com/python/cpython/blob/main/Lib/pickletools.py. */

/** Instructions that leave one value on the stack. */
export type Pickled = readonly number[];

export function pickle(value: Pickled): Uint8Array {
  return Uint8Array.from([0x80, 2, ...value, code('.')]);
}

export const none: Pickled = [code('N')];

export function integer(value: number): Pickled {
  const bytes = new Uint8Array(BigInt64Array.of(BigInt(value)).buffer);
  return [0x8a, 8, ...bytes];
}

export function text(value: string): Pickled {
  const bytes = new TextEncoder().encode(value);
  return [code('X'), ...u32(bytes.length), ...bytes];
}

export function tuple(...items: readonly Pickled[]): Pickled {
  return [code('('), ...items.flat(), code('t')];
}

export function list(...items: readonly Pickled[]): Pickled {
  return [code(']'), code('('), ...items.flat(), code('e')];
}

export function dict(entries: Readonly<Record<string, Pickled>>): Pickled {
  const pairs = Object.entries(entries).flatMap(([key, value]) => [...text(key), ...value]);
  return [code('}'), code('('), ...pairs, code('u')];
}

/** The name of a class or function. */
export function named(module: string, name: string): Pickled {
  return [code('c'), ...new TextEncoder().encode(`${module}\n${name}\n`)];
}

export function call(callable: Pickled, ...args: readonly Pickled[]): Pickled {
  return [...callable, ...tuple(...args), code('R')];
}

/** An object of a class, with its attributes. */
export function instance(type: Pickled, state: Pickled): Pickled {
  return [...type, code(')'), 0x81, ...state, code('b')];
}

export function persistent(id: Pickled): Pickled {
  return [...id, code('Q')];
}

/** Keeps the value for `recall`. */
export function remember(slot: number, value: Pickled): Pickled {
  return [...value, code('r'), ...u32(slot)];
}

export function recall(slot: number): Pickled {
  return [code('j'), ...u32(slot)];
}

export function code(character: string): number {
  return character.charCodeAt(0);
}

function u32(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}
