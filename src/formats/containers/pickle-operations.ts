/** What each instruction of a pickle does, by its byte. Names and meanings: see pickle.ts. */
import { MAX_PICKLE_INTEGER_BYTES } from '../limits.ts';
import type { PickleMachine } from './pickle-machine.ts';
import { latin1OfBytes, PickleObject, type PickleValue } from './pickle-values.ts';

type Operation = (machine: PickleMachine) => void;

/** By the instruction's byte, as a character. */
const operations: Readonly<Record<string, Operation>> = {
  // ----- frame
  '\x80': (m) => m.take(1), // PROTO
  '\x95': (m) => m.take(8), // FRAME: a hint for buffering
  '.': (m) => (m.isStopped = true), // STOP

  // ----- stack and memo
  '(': (m) => m.mark(), // MARK
  '0': popOne, // POP
  '1': (m) => m.popGroup(), // POP_MARK
  '2': (m) => m.push(m.top()), // DUP
  p: (m) => m.remember(decimal(m), m.top()), // PUT
  q: (m) => m.remember(m.uint8(), m.top()), // BINPUT
  r: (m) => m.remember(m.uint32(), m.top()), // LONG_BINPUT
  '\x94': (m) => m.remember(m.nextSlot, m.top()), // MEMOIZE
  g: (m) => m.push(m.recall(decimal(m))), // GET
  h: (m) => m.push(m.recall(m.uint8())), // BINGET
  j: (m) => m.push(m.recall(m.uint32())), // LONG_BINGET

  // ----- numbers
  N: (m) => m.push(null), // NONE
  '\x88': (m) => m.push(true), // NEWTRUE
  '\x89': (m) => m.push(false), // NEWFALSE
  I: pushIntegerLine, // INT
  J: (m) => m.push(m.int32()), // BININT
  K: (m) => m.push(m.uint8()), // BININT1
  M: (m) => m.push(m.uint16()), // BININT2
  L: (m) => m.push(integerOfText(m, ascii(m))), // LONG
  '\x8a': (m) => m.push(integerOfBytes(m, m.uint8())), // LONG1
  '\x8b': (m) => m.push(integerOfBytes(m, m.uint32())), // LONG4
  F: (m) => m.push(floatOfText(m, ascii(m))), // FLOAT
  G: (m) => m.push(m.float64()), // BINFLOAT

  // ----- text and bytes
  S: (m) => m.push(stringOfLiteral(m, ascii(m))), // STRING
  V: (m) => m.push(stringOfRawEscapes(ascii(m))), // UNICODE
  T: (m) => m.push(latin1OfBytes(m.take(m.uint32()))), // BINSTRING
  U: (m) => m.push(latin1OfBytes(m.take(m.uint8()))), // SHORT_BINSTRING
  X: (m) => m.push(utf8(m, m.uint32())), // BINUNICODE
  '\x8c': (m) => m.push(utf8(m, m.uint8())), // SHORT_BINUNICODE
  '\x8d': (m) => m.push(utf8(m, m.uint64())), // BINUNICODE8
  B: (m) => m.push(m.take(m.uint32())), // BINBYTES
  C: (m) => m.push(m.take(m.uint8())), // SHORT_BINBYTES
  '\x8e': (m) => m.push(m.take(m.uint64())), // BINBYTES8
  '\x96': (m) => m.push(m.take(m.uint64())), // BYTEARRAY8

  // ----- lists, tuples, dicts, sets
  ']': (m) => m.pushContainer([]), // EMPTY_LIST
  ')': (m) => m.pushContainer([]), // EMPTY_TUPLE
  l: (m) => m.pushContainer(m.popGroup()), // LIST
  t: (m) => m.pushContainer(m.popGroup()), // TUPLE
  '\x85': (m) => m.pushContainer([m.pop()]), // TUPLE1
  '\x86': (m) => m.pushContainer(lastOf(m, 2)), // TUPLE2
  '\x87': (m) => m.pushContainer(lastOf(m, 3)), // TUPLE3
  '}': (m) => m.pushContainer(new Map()), // EMPTY_DICT
  d: pushDict, // DICT
  '\x8f': (m) => m.pushContainer(new Set()), // EMPTY_SET
  '\x91': (m) => m.pushContainer(new Set(m.popGroup())), // FROZENSET
  a: (m) => append(m, [m.pop()]), // APPEND
  e: (m) => append(m, m.popGroup()), // APPENDS
  s: (m) => setEntries(m, lastOf(m, 2)), // SETITEM
  u: (m) => setEntries(m, m.popGroup()), // SETITEMS
  '\x90': addItems, // ADDITEMS

  // ----- names, calls, objects
  c: (m) => m.pushContainer(m.named(ascii(m), ascii(m))), // GLOBAL
  '\x93': pushStackGlobal, // STACK_GLOBAL
  R: pushCall, // REDUCE
  '\x81': pushCall, // NEWOBJ
  '\x92': pushCallWithNames, // NEWOBJ_EX
  o: (m) => pushCallOfGroup(m, m.popGroup()), // OBJ
  i: (m) => m.pushCall(m.named(ascii(m), ascii(m)), m.popGroup()), // INST
  b: build, // BUILD
  P: (m) => m.pushPersistent(ascii(m)), // PERSID
  Q: (m) => m.pushPersistent(m.pop()), // BINPERSID
};

/** Instructions by byte. */
export const pickleOperations: readonly (Operation | undefined)[] = Array.from(
  { length: 256 },
  (_, code) => operations[String.fromCharCode(code)],
);

function popOne(m: PickleMachine): void {
  if (m.isGroupEmpty) m.popGroup();
  else m.pop();
}

// ----- numbers and text

function ascii(m: PickleMachine): string {
  return latin1OfBytes(m.line());
}

function utf8(m: PickleMachine, byteLength: number): string {
  return decoder.decode(m.take(byteLength));
}

const decoder = new TextDecoder();

/** The slot of a memo, in protocol 0. */
function decimal(m: PickleMachine): number {
  const text = ascii(m);
  if (!/^\d{1,15}$/.test(text)) throw m.malformed('an entry of its pickle has no number');
  return Number(text);
}

/** `I01` and `I00` are how protocol 0 says true and false. */
function pushIntegerLine(m: PickleMachine): void {
  const text = ascii(m);
  m.push(text === '01' ? true : text === '00' ? false : integerOfText(m, text));
}

function integerOfText(m: PickleMachine, text: string): number | bigint {
  refuseLong(m, text.length);
  const [, digits] = /^([+-]?\d+)L?$/.exec(text) ?? [];
  if (digits === undefined) throw m.malformed('an integer of its pickle has other characters than digits');
  return narrowed(BigInt(digits.replace('+', '')));
}

/** Two's complement, lowest byte first; no bytes are 0. */
function integerOfBytes(m: PickleMachine, byteLength: number): number | bigint {
  refuseLong(m, byteLength);
  const bytes = m.take(byteLength);
  if (byteLength === 0) return 0;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).reverse();
  return narrowed(BigInt.asIntN(8 * byteLength, BigInt(`0x${hex.join('')}`)));
}

function refuseLong(m: PickleMachine, byteLength: number): void {
  if (byteLength <= MAX_PICKLE_INTEGER_BYTES) return;
  throw m.tooMuch('the length of an integer in its pickle', byteLength, MAX_PICKLE_INTEGER_BYTES);
}

function narrowed(integer: bigint): number | bigint {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer;
}

const floatWords: ReadonlyMap<string, number> = new Map([
  ['nan', NaN],
  ['inf', Infinity],
  ['-inf', -Infinity],
]);

function floatOfText(m: PickleMachine, text: string): number {
  const value = floatWords.get(text) ?? Number(text || NaN);
  if (Number.isNaN(value) && text !== 'nan') throw m.malformed('a number of its pickle is not one');
  return value;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** A string in quotes, as Python 2 prints it. */
function stringOfLiteral(m: PickleMachine, literal: string): string {
  const [, , content] = /^(['"])(.*)\1$/s.exec(literal) ?? [];
  if (content === undefined) throw m.malformed('a string of its pickle lacks its quotes');
  return content.replace(/\\(?:x([0-9a-fA-F]{2})|(.))/gs, (_, hex?: string, character = '') =>
    hex === undefined
      ? (escapes[character as string] ?? (character as string))
      : String.fromCharCode(parseInt(hex, 16)),
  );
}

/** Text in Latin-1, other characters as \uXXXX or \UXXXXXXXX. */
function stringOfRawEscapes(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|U(00(?:10|0[0-9a-fA-F])[0-9a-fA-F]{4}))/g,
    (_, short?: string, long?: string) => String.fromCodePoint(parseInt((short ?? long)!, 16)),
  );
}

// ----- containers

function lastOf(m: PickleMachine, count: number): PickleValue[] {
  const values = new Array<PickleValue>(count);
  for (let i = count - 1; i >= 0; i--) values[i] = m.pop();
  return values;
}

function append(m: PickleMachine, items: readonly PickleValue[]): void {
  const list = m.top();
  const target = list instanceof PickleObject ? (list.items ??= []) : list;
  if (!Array.isArray(target)) throw m.malformed('its pickle appends to what is no list');
  for (const item of items) target.push(item);
}

function setEntries(m: PickleMachine, keysAndValues: readonly PickleValue[]): void {
  const dict = m.top();
  const target = dict instanceof PickleObject ? (dict.entries ??= new Map()) : dict;
  if (!(target instanceof Map)) throw m.malformed('its pickle sets an entry of what is no dict');
  if (keysAndValues.length % 2 !== 0) throw m.malformed('a dict of its pickle has a key without a value');
  for (let i = 0; i < keysAndValues.length; i += 2) target.set(keysAndValues[i]!, keysAndValues[i + 1]!);
}

/** DICT: the group becomes a dict. */
function pushDict(m: PickleMachine): void {
  const keysAndValues = m.popGroup();
  m.pushContainer(new Map());
  setEntries(m, keysAndValues);
}

function addItems(m: PickleMachine): void {
  const items = m.popGroup();
  const set = m.top();
  if (!(set instanceof Set)) throw m.malformed('its pickle adds to what is no set');
  for (const item of items) set.add(item);
}

// ----- names, calls, objects

function pushStackGlobal(m: PickleMachine): void {
  const [module, name] = lastOf(m, 2);
  if (typeof module !== 'string' || typeof name !== 'string') {
    throw m.malformed('a name in its pickle is no text');
  }
  m.pushContainer(m.named(module, name));
}

function pushCall(m: PickleMachine): void {
  const [callable, args] = lastOf(m, 2);
  m.pushCall(callable!, argumentsOf(m, args!));
}

/** Arguments by name go with the others, as their last. */
function pushCallWithNames(m: PickleMachine): void {
  const [callable, args, names] = lastOf(m, 3);
  const list = argumentsOf(m, args!);
  m.charge(list.length);
  m.pushCall(callable!, [...list, names!]);
}

function argumentsOf(m: PickleMachine, args: PickleValue): readonly PickleValue[] {
  if (!Array.isArray(args)) throw m.malformed('its pickle calls something without a list of arguments');
  return args;
}

function pushCallOfGroup(m: PickleMachine, [callable, ...args]: readonly PickleValue[]): void {
  if (callable === undefined) throw m.malformed('its pickle calls nothing');
  m.pushCall(callable, args);
}

/** Dicts and lists may be given attributes too (`OrderedDict._metadata`); those of plain data are let go. */
function build(m: PickleMachine): void {
  const state = m.pop();
  const object = m.top();
  if (object instanceof PickleObject) object.state = state;
}
