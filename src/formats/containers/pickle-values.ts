/** What a pickle turns into here: plain data. */
import { MAX_AXES } from '../limits.ts';

/** Lists and tuples become arrays, dicts `Map`s, sets `Set`s. */
export type PickleValue =
  | null
  | boolean
  /** Integers beyond 2^53 stay exact as bigints. */
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | PickleDict
  | Set<PickleValue>
  | PickleGlobal
  | PickleObject
  | PersistentId;

export type PickleDict = Map<PickleValue, PickleValue>;

/** The name of a class or function. It is never looked up: a name is all it ever is. */
export class PickleGlobal {
  readonly module: string;
  /** May lead through attributes: `Model.Options`. */
  readonly name: string;
  readonly path: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
    this.path = `${module}.${name}`;
  }
}

/** What Python would have made by calling `callable(*args)`: the call, written down. */
export class PickleObject {
  /** Given to the object afterwards: its attributes as a rule, or (attributes, slots). */
  state: PickleValue = null;
  /** Appended to it (subclasses of list), and set in it (subclasses of dict). */
  items: PickleValue[] | null = null;
  entries: PickleDict | null = null;
  readonly callable: PickleValue;
  readonly args: readonly PickleValue[];

  constructor(callable: PickleValue, args: readonly PickleValue[]) {
    this.callable = callable;
    this.args = args;
  }

  /** `torch._utils._rebuild_tensor_v2`; null if what is called is itself made by a call. */
  get calls(): string | null {
    return this.callable instanceof PickleGlobal ? this.callable.path : null;
  }
}

/** Something kept outside the pickle; in PyTorch's files a storage. */
export class PersistentId {
  readonly id: PickleValue;

  constructor(id: PickleValue) {
    this.id = id;
  }
}

/** A whole number that counts exactly. */
export function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** What can be the shape or the strides of an array. */
export function isCounts(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.length <= MAX_AXES && value.every(isCount);
}

/** A byte string that was pickled as text, one character a byte. */
export function bytesOfLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** `TextDecoder` knows no true Latin-1: its label means windows-1252, where 27 bytes differ. */
export function latin1OfBytes(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  }
  return pieces.join('');
}
