/**
 * A walk over the members of one JSON object, from bytes, which makes nothing of what nobody asks for. What is skipped
 * is held to brackets and quotes, not to the whole grammar.
 */
import { readNumberList, skipSpace, type NumberList } from './number-lists.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Values that are parsed to objects: settings and names, not tables of numbers. */
const MAX_VALUE_BYTES = 1_000_000;
const MAX_DEPTH = 64;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** At a member's value. Whoever is handed one reads the value, or leaves it. */
export class JsonCursor {
  readonly bytes: Uint8Array;
  /** Of the value's first byte; after it was read, of the byte behind it; −1 if it was not what was asked for. */
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  get isList(): boolean {
    return this.bytes[this.at] === OPEN_BRACKET;
  }

  /** False if there is no rectangular list of such numbers. */
  readNumbers(list: NumberList): boolean {
    this.at = readNumberList(this.bytes, this.at, list);
    return this.at > 0;
  }

  /** Null if there is none, or another value. */
  readWhole(): number | null {
    const value = this.readValue();
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
  }

  /** Undefined if it is no JSON, or large. */
  readValue(): unknown {
    const start = this.at;
    this.at = skipValue(this.bytes, start);
    if (this.at < 0) return undefined;
    const value = this.at - start <= MAX_VALUE_BYTES ? parse(this.bytes.subarray(start, this.at)) : undefined;
    if (value === undefined) this.at = -1;
    return value;
  }
}

/** False if the bytes are not one whole object. `onMember` may read the value; what it leaves is skipped. */
export function readMembers(bytes: Uint8Array, onMember: (key: string, cursor: JsonCursor) => void): boolean {
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== OPEN_BRACE) return false;
  at = skipSpace(bytes, at + 1);
  if (bytes[at] === CLOSE_BRACE) return isRest(bytes, at + 1);
  const cursor = new JsonCursor(bytes, 0);
  for (;;) {
    const keyEnd = bytes[at] === QUOTE ? endOfString(bytes, at) : -1;
    const colon = keyEnd < 0 ? -1 : skipSpace(bytes, keyEnd);
    if (colon < 0 || bytes[colon] !== COLON) return false;
    const value = skipSpace(bytes, colon + 1);
    cursor.at = value;
    onMember(keyOf(bytes.subarray(at, keyEnd)), cursor);
    at = cursor.at === value ? skipValue(bytes, value) : cursor.at;
    if (at < 0) return false;
    at = skipSpace(bytes, at);
    if (bytes[at] === CLOSE_BRACE) return isRest(bytes, at + 1);
    if (bytes[at] !== COMMA) return false;
    at = skipSpace(bytes, at + 1);
  }
}

function isRest(bytes: Uint8Array, start: number): boolean {
  return skipSpace(bytes, start) === bytes.length;
}

/** With its quotes. */
function keyOf(text: Uint8Array): string {
  const isPlain = text.length <= 64 && text.every((byte) => byte < 0x80 && byte !== BACKSLASH);
  if (isPlain) return String.fromCharCode(...text.subarray(1, -1));
  const key = text.length <= MAX_VALUE_BYTES ? parse(text) : undefined;
  return typeof key === 'string' ? key : '';
}

function parse(text: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(text)) as unknown;
  } catch {
    return undefined;
  }
}

/** The byte after the value at `start`, or −1 if the bytes end before it. */
export function skipValue(bytes: Uint8Array, start: number): number {
  const first = bytes[start];
  if (first === QUOTE) return endOfString(bytes, start);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return endOfContainer(bytes, start);
  let at = start;
  while (at < bytes.length && !isAfterScalar(bytes[at]!)) at++;
  return at > start && at < bytes.length ? at : -1;
}

function isAfterScalar(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte <= 0x20 || byte === COLON;
}

function endOfContainer(bytes: Uint8Array, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at = endOfString(bytes, at) - 1;
      if (at < 0) return -1;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (++depth > MAX_DEPTH) return -1;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (--depth === 0) return at + 1;
    }
  }
  return -1;
}

/** The byte after the closing quote of the string that opens at `start`, or −1. */
function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at < bytes.length ? at + 1 : -1;
}
