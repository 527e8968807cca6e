/**
 * Lists of numbers in JSON text, straight from bytes: lists inside lists become one flat array and a shape, so that a
 * trace of millions of ids makes no objects. Numbers and lists are held to the grammar of JSON
 * (https://www.rfc-editor.org/rfc/rfc8259), and lists must be rectangular.
 */
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const SPACE = 0x20;
const LETTER_E = 0x65;
const LETTER_N = 0x4e;

/** Lists inside lists: layers, tokens, slots, and one to spare. */
const MAX_AXES = 4;

/** Integers beyond are read as doubles are. */
const EXACT_DIGITS = 15;
const MAX_INT32 = 0x7fff_ffff;

type Values = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** What was read last; filled again and again. */
export interface NumberList<V extends Values = Values> {
  values: V;
  /** How many of `values` count. */
  length: number;
  /** From the outermost list to the innermost. */
  shape: number[];
}

/** For ids and counts: whole numbers of 32 bits. */
export function integerList(): NumberList<Int32Array<ArrayBuffer>> {
  return { values: new Int32Array(1024), length: 0, shape: [] };
}

/** For weights: any number, and Python's NaN and Infinity. */
export function numberList(): NumberList<Float64Array<ArrayBuffer>> {
  return { values: new Float64Array(1024), length: 0, shape: [] };
}

/** The byte after the list that begins at `start`, or −1 if there is no rectangular list of such numbers. */
export function readNumberList(bytes: Uint8Array, start: number, list: NumberList): number {
  list.length = 0;
  list.shape = [];
  const readNumbers = isIntegerList(list) ? readIntegers : readFloats;
  return readList({ bytes, list, readNumbers, depthOfNumbers: UNKNOWN }, start, 0);
}

function isIntegerList(list: NumberList): list is NumberList<Int32Array<ArrayBuffer>> {
  return list.values instanceof Int32Array;
}

const UNKNOWN = -1;

interface Reading {
  /** How many lists the numbers are in, less one; the same everywhere. */
  depthOfNumbers: number;
  readonly bytes: Uint8Array;
  readonly list: NumberList;
  /** Reads numbers up to and with the bracket that closes their list; −1 if there is anything else. */
  readonly readNumbers: (bytes: Uint8Array, start: number, list: NumberList) => number;
}

function readList(reading: Reading, start: number, depth: number): number {
  const { bytes, list } = reading;
  if (bytes[start] !== OPEN_BRACKET || depth === MAX_AXES) return -1;
  const first = skipSpace(bytes, start + 1);
  if (bytes[first] === OPEN_BRACKET) return readLists(reading, first, depth);
  if (reading.depthOfNumbers === UNKNOWN) reading.depthOfNumbers = depth;
  if (reading.depthOfNumbers !== depth) return -1;
  const before = list.length;
  const end = bytes[first] === CLOSE_BRACKET ? first + 1 : reading.readNumbers(bytes, first, list);
  return end > 0 && hasSize(list, depth, list.length - before) ? end : -1;
}

/** Lists inside the list that began before `start`. */
function readLists(reading: Reading, start: number, depth: number): number {
  const { bytes, list } = reading;
  let size = 0;
  for (let at = start; ;) {
    at = readList(reading, at, depth + 1);
    if (at < 0) return -1;
    size++;
    at = skipSpace(bytes, at);
    if (bytes[at] === CLOSE_BRACKET) return hasSize(list, depth, size) ? at + 1 : -1;
    if (bytes[at] !== COMMA) return -1;
    at = skipSpace(bytes, at + 1);
  }
}

/** Whether all lists of a depth have one size. The innermost is known first. */
function hasSize({ shape }: NumberList, depth: number, size: number): boolean {
  while (shape.length <= depth) shape.push(UNKNOWN);
  if (shape[depth] === UNKNOWN) shape[depth] = size;
  return shape[depth] === size;
}

/** What `readInteger` or `readNumber` found; a pair as result would be an object for every number of a trace. */
let lastNumber = 0;

/** Ids below 100 that a comma follows, as nearly all are, are read without looking further. */
function readIntegers(bytes: Uint8Array, start: number, list: NumberList): number {
  let values = list.values;
  let count = list.length;
  for (let at = start; ;) {
    if (count === values.length) values = enlarged(list, count);
    const first = bytes[at]! - ZERO;
    const second = bytes[at + 1]! - ZERO;
    const isDigit = first >= 0 && first <= 9;
    if (isDigit && second === COMMA - ZERO) {
      values[count++] = first;
      at += 2;
    } else if (isDigit && second >= 0 && second <= 9 && bytes[at + 2] === COMMA) {
      values[count++] = 10 * first + second;
      at += 3;
    } else {
      at = readInteger(bytes, at);
      if (at < 0) return -1;
      values[count++] = lastNumber;
      at = skipSpace(bytes, at);
      if (bytes[at] === CLOSE_BRACKET) {
        list.length = count;
        return at + 1;
      }
      if (bytes[at++] !== COMMA) return -1;
    }
    if (bytes[at] === SPACE) at++;
    if (bytes[at]! <= SPACE) at = skipSpace(bytes, at);
  }
}

/** The byte after the integer at `start`, which becomes `lastNumber`; −1 if there is none of 32 bits. */
function readInteger(bytes: Uint8Array, start: number): number {
  const isNegative = bytes[start] === MINUS;
  let at = isNegative ? start + 1 : start;
  let digit = bytes[at]! - ZERO;
  if (!(digit >= 0 && digit <= 9)) return -1;
  let value = 0;
  while (digit >= 0 && digit <= 9) {
    value = value * 10 + digit;
    digit = bytes[++at]! - ZERO;
  }
  if (value > MAX_INT32) return -1;
  lastNumber = isNegative ? -value : value;
  return at;
}

function readFloats(bytes: Uint8Array, start: number, list: NumberList): number {
  for (let at = start; ;) {
    at = readNumber(bytes, at);
    if (at < 0) return -1;
    if (list.length === list.values.length) enlarged(list, list.length);
    list.values[list.length++] = lastNumber;
    at = skipSpace(bytes, at);
    if (bytes[at] === CLOSE_BRACKET) return at + 1;
    if (bytes[at++] !== COMMA) return -1;
    at = skipSpace(bytes, at);
  }
}

/**
 * The byte after the number at `start`, which becomes `lastNumber`; −1 if there is none. Up to 15 digits are exact as
 * a whole number, and so is a power of ten up to 22: their quotient is rounded once, as a parser must.
 */
function readNumber(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start;
  const firstDigit = at;
  let value = 0;
  let decimals = 0;
  let point = 0;
  for (; ; at++) {
    const byte = bytes[at]!;
    if (byte >= ZERO && byte <= ZERO + 9) value = value * 10 + (byte - ZERO);
    else if (byte === POINT && point === 0) point = at;
    else break;
  }
  if (point > 0) decimals = at - point - 1;
  const digits = at - firstDigit - (point > 0 ? 1 : 0);
  if (digits === 0 || (bytes[at]! | 0x20) === LETTER_E || digits > EXACT_DIGITS) {
    return readOddNumber(bytes, start);
  }
  lastNumber = (decimals > 0 ? value / 10 ** decimals : value) * (bytes[start] === MINUS ? -1 : 1);
  return point > 0 && decimals === 0 ? -1 : at;
}

/** With an exponent, with more digits than are exact, or what Python writes for no number at all. */
function readOddNumber(bytes: Uint8Array, start: number): number {
  let end = start;
  while (isOfNumber(bytes[end])) end++;
  const text = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 400)));
  if (!/^(?:-?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|Infinity)|NaN)$/.test(text)) return -1;
  lastNumber = Number(text);
  return end;
}

function isOfNumber(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
  const isDigit = byte >= ZERO && byte <= ZERO + 9;
  return isLetter || isDigit || byte === POINT || byte === MINUS || byte === PLUS || byte === LETTER_N;
}

function enlarged(list: NumberList, used: number): Values {
  const larger = list.values instanceof Int32Array ? new Int32Array(4 * used) : new Float64Array(4 * used);
  larger.set(list.values);
  list.values = larger;
  return larger;
}

export function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === SPACE || bytes[at] === 0x09 || bytes[at] === 0x0a || bytes[at] === 0x0d) at++;
  return at;
}
