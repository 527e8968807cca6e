/** The state of a running pickle: where it is, its stack and its memo, and what it has used up. */
import { Fault } from '../../core/fault.ts';
import { clipped } from '../clipped.ts';
import { MAX_PICKLE_CONTAINERS, MAX_PICKLE_OPERATIONS } from '../limits.ts';
import { buildingCost, buildValue } from './pickle-builders.ts';
import { isGetattr, isUnsafeGlobal } from './pickle-globals.ts';
import { PersistentId, PickleGlobal, PickleObject, type PickleValue } from './pickle-values.ts';

/** Of a name with attributes; each is looked through from its start. */
const MAX_PATH_CHARACTERS = 1000;

export class PickleMachine {
  isStopped = false;
  /** True once it asked for more than there is. */
  isCutOff = false;
  /** All that the pickle says is kept outside of it. */
  readonly persistentIds: PersistentId[] = [];
  readonly #stack: PickleValue[] = [];
  /** Values kept to be referred to: nearly always numbered 0, 1, 2, …, so the rest is kept apart. */
  readonly #memo: PickleValue[] = [];
  readonly #sparseMemo = new Map<number, PickleValue>();
  /** Heights of the stack at which a group of values begins. */
  readonly #marks: number[] = [];
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;
  #position = 0;
  #operations = 0;
  #containers = 0;

  constructor(bytes: Uint8Array, file: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
  }

  // ----- what the pickle holds

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** A length; beyond 2^53 inexact, and beyond any pickle's end. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), true));
  }

  /** Big-endian, unlike all else. */
  float64(): number {
    return this.#view.getFloat64(this.#advance(8));
  }

  /** The next bytes; a view, not a copy. */
  take(byteLength: number): Uint8Array {
    const start = this.#advance(byteLength);
    return this.#bytes.subarray(start, start + byteLength);
  }

  /** The rest of the line, without its end. */
  line(): Uint8Array {
    const end = this.#bytes.indexOf(0x0a, this.#position);
    if (end < 0) throw this.#cutOff('a line of its pickle does not end');
    const line = this.#bytes.subarray(this.#position, end);
    this.#position = end + 1;
    return line;
  }

  #advance(byteLength: number): number {
    const start = this.#position;
    if (start + byteLength > this.#bytes.length) throw this.#cutOff('its pickle ends too early');
    this.#position = start + byteLength;
    return start;
  }

  /** Bytes that have been run. */
  get position(): number {
    return this.#position;
  }

  // ----- the stack

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  /** Pushes a list, dict, object or the like, which all take memory. */
  pushContainer(value: PickleValue): void {
    this.#containers++;
    if (this.#containers > MAX_PICKLE_CONTAINERS) {
      throw this.tooMuch('the number of objects in its pickle', this.#containers, MAX_PICKLE_CONTAINERS);
    }
    this.push(value);
  }

  pushPersistent(id: PickleValue): void {
    const persistent = new PersistentId(id);
    this.persistentIds.push(persistent);
    this.pushContainer(persistent);
  }

  pop(): PickleValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0))
      throw this.malformed('its pickle takes what is not there');
    return this.#stack.pop()!;
  }

  top(): PickleValue {
    const value = this.pop();
    this.push(value);
    return value;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** All values above the last mark, which goes too. */
  popGroup(): PickleValue[] {
    const start = this.#marks.pop();
    if (start === undefined) throw this.malformed('its pickle closes a group that was not opened');
    return this.#stack.splice(start);
  }

  /** True if the last mark lies on top. */
  get isGroupEmpty(): boolean {
    return this.#marks.at(-1) === this.#stack.length;
  }

  remember(slot: number, value: PickleValue): void {
    if (slot <= this.#memo.length) this.#memo[slot] = value;
    else this.#sparseMemo.set(slot, value);
  }

  /** What MEMOIZE numbers next. */
  get nextSlot(): number {
    return this.#memo.length + this.#sparseMemo.size;
  }

  recall(slot: number): PickleValue {
    const dense = this.#memo[slot];
    const value = dense === undefined ? this.#sparseMemo.get(slot) : dense;
    if (value === undefined) throw this.malformed(`its pickle refers to entry ${slot}, which is not there`);
    return value;
  }

  // ----- names and calls

  /** Throws `unsafe-pickle` for the name of something that would run code. */
  named(module: string, name: string): PickleGlobal {
    if (isUnsafeGlobal(module, name)) {
      throw new Fault('unsafe-pickle', { file: this.#file, global: clipped(`${module}.${name}`) });
    }
    return new PickleGlobal(module, name);
  }

  pushCall(callable: PickleValue, args: readonly PickleValue[]): void {
    this.charge(buildingCost(args));
    if (callable instanceof PickleGlobal && isGetattr(callable)) {
      this.pushContainer(this.#attribute(callable, args));
      return;
    }
    const built = callable instanceof PickleGlobal ? buildValue(callable.path, args) : undefined;
    this.pushContainer(built === undefined ? new PickleObject(callable, args) : built);
  }

  /** `getattr(name, 'attribute')` is a longer name. Of anything that is not a name it could be anything. */
  #attribute(getattr: PickleGlobal, [owner, attribute]: readonly PickleValue[]): PickleGlobal {
    const isName = owner instanceof PickleGlobal && typeof attribute === 'string';
    if (isName && owner.name.length + attribute.length < MAX_PATH_CHARACTERS) {
      return this.named(owner.module, `${owner.name}.${attribute}`);
    }
    throw new Fault('unsafe-pickle', { file: this.#file, global: getattr.path });
  }

  // ----- limits and faults

  /** Counts what the pickle makes this machine do, so that a short pickle can't make it work without end. */
  charge(operations: number): void {
    this.#operations += operations;
    if (this.#operations > MAX_PICKLE_OPERATIONS) {
      throw this.tooMuch('the number of steps of its pickle', this.#operations, MAX_PICKLE_OPERATIONS);
    }
  }

  malformed(detail: string): Fault<'malformed'> {
    return new Fault('malformed', { file: this.#file, format: 'Python pickle', detail });
  }

  #cutOff(detail: string): Fault<'malformed'> {
    this.isCutOff = true;
    return this.malformed(detail);
  }

  tooMuch(what: string, value: number, limit: number): Fault<'over-limit'> {
    return new Fault('over-limit', { file: this.#file, what, value, limit });
  }
}
