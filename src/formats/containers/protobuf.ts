/**
 * Protocol buffers (https://protobuf.dev/programming-guides/encoding/) as they lie in a file: fields by number, with the bytes
 * that they span. What is long is stepped over, never read.
 */
import { Fault } from '../../core/fault.ts';
import { MAX_PROTOBUF_FIELDS } from '../limits.ts';
import type { ByteSource, ReadOptions } from '../source.ts';

export interface ProtoField {
  readonly number: number;
  /** Of a field that is a number: its value, exact below 2^53, and all 64 bits of it. */
  readonly value: number;
  readonly bits: bigint;
  /** Of one that is bytes, a text, a message or packed numbers: where these lie. Empty for a number. */
  readonly startByte: number;
  readonly endByte: number;
  readonly wire: number;
}

export const wires = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const WINDOW_BYTES = 65_536;
const LONGEST_NUMBER = 10;
/** A tag and a length. */
const LONGEST_HEAD = 2 * LONGEST_NUMBER;

export class ProtoReader {
  readonly #source: ByteSource;
  readonly #format: string;
  readonly #options: ReadOptions | undefined;
  #window: Uint8Array = new Uint8Array();
  #windowByte = 0;
  #at = 0;
  #fields = 0;

  constructor(source: ByteSource, format: string, options: ReadOptions | undefined) {
    this.#source = source;
    this.#format = format;
    this.#options = options;
  }

  /** Fields of the message that lies in these bytes, in order. Others may be read between them. */
  async *fields(startByte: number, endByte: number): AsyncGenerator<ProtoField> {
    for (let at = startByte; at < endByte;) {
      const field = await this.#fieldAt(at, endByte);
      yield field;
      at = field.endByte;
    }
  }

  /** The same at once, for a message that is known to be short. */
  async fieldsOf(startByte: number, endByte: number): Promise<ProtoField[]> {
    const fields: ProtoField[] = [];
    for await (const field of this.fields(startByte, endByte)) fields.push(field);
    return fields;
  }

  async text({ startByte, endByte }: ProtoField): Promise<string> {
    return new TextDecoder().decode(await this.bytes(startByte, endByte));
  }

  /** Tells numbers that follow each other without tags, or the only one of a field, one by one: there may be very many. */
  async eachNumber(
    { wire, bits, startByte, endByte }: ProtoField,
    tell: (value: bigint) => void,
  ): Promise<void> {
    if (wire === wires.varint) {
      tell(BigInt.asIntN(64, bits));
      return;
    }
    const bytes = await this.bytes(startByte, endByte);
    for (let at = 0; at < bytes.length;) {
      const read = this.#varint(bytes, at, bytes.length);
      tell(BigInt.asIntN(64, read.value));
      at = read.end;
    }
  }

  async bytes(startByte: number, endByte: number): Promise<Uint8Array> {
    if (endByte - startByte > WINDOW_BYTES) return this.#source.read(startByte, endByte, this.#options);
    await this.#load(startByte, endByte);
    return this.#window.slice(startByte - this.#windowByte, endByte - this.#windowByte);
  }

  async #fieldAt(at: number, limit: number): Promise<ProtoField> {
    if (++this.#fields > MAX_PROTOBUF_FIELDS) {
      const facts = { what: 'the number of its parts', value: this.#fields, limit: MAX_PROTOBUF_FIELDS };
      throw new Fault('over-limit', { file: this.#source.name, ...facts });
    }
    await this.#load(at, Math.min(at + LONGEST_HEAD, limit));
    this.#at = at;
    const tag = Number(this.#number(limit));
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    const bits = wire === wires.varint || wire === wires.bytes ? this.#number(limit) : 0n;
    const value = Number(bits);
    const startByte = this.#at;
    const lengths = { [wires.varint]: 0, [wires.fixed64]: 8, [wires.bytes]: value, [wires.fixed32]: 4 };
    const length = (lengths as Partial<Record<number, number>>)[wire];
    if (number === 0 || length === undefined) throw this.#malformed('its parts are none of protobuf');
    const endByte = startByte + length;
    if (endByte > limit) {
      const sizeBytes = this.#source.size;
      if (limit < sizeBytes) throw this.#malformed('a part is longer than what it is part of');
      throw new Fault('truncated', {
        file: this.#source.name,
        what: 'its end',
        neededBytes: endByte,
        sizeBytes,
      });
    }
    return { number, value, bits, wire, startByte, endByte };
  }

  /** Where this goes wrong a length is a lie; values of fields that are larger are of none that is read here. */
  #number(limit: number): bigint {
    const from = this.#at - this.#windowByte;
    const until = Math.min(limit - this.#windowByte, this.#window.length);
    const { value, end } = this.#varint(this.#window, from, until);
    this.#at = end + this.#windowByte;
    return value;
  }

  /** Seven bits a byte, lowest first. */
  #varint(bytes: Uint8Array, from: number, limit: number): { value: bigint; end: number } {
    let low = 0;
    let high = 0n;
    for (let at = from, i = 0; at < limit && i < LONGEST_NUMBER; at++, i++) {
      const byte = bytes[at]!;
      // seven bytes are 49 bits: exact
      if (i < 7) low += (byte & 0x7f) * 2 ** (7 * i);
      else high |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) return { value: BigInt(low) | high, end: at + 1 };
    }
    throw this.#malformed('a number has no end');
  }

  async #load(startByte: number, endByte: number): Promise<void> {
    const isHere = startByte >= this.#windowByte && endByte <= this.#windowByte + this.#window.length;
    if (isHere) return;
    const end = Math.min(Math.max(endByte, startByte + WINDOW_BYTES), this.#source.size);
    this.#window = await this.#source.read(startByte, Math.max(end, endByte), this.#options);
    this.#windowByte = startByte;
  }

  #malformed(detail: string): Fault<'malformed'> {
    return new Fault('malformed', { file: this.#source.name, format: this.#format, detail });
  }
}
