/** GGUF files of any version and byte order, written field by field: true ones, and ones that lie. */
import { ggmlTypes } from '../formats/containers/ggml-types.ts';
import type { Dtype } from '../core/dtype.ts';

export type GgufSetting = number | boolean | string | readonly string[] | readonly number[] | RawValue;

/** A value as bytes: type and content. */
export interface RawValue {
  readonly type: number;
  readonly bytes: Uint8Array;
}

export interface GgufTensorSpec {
  readonly name: string;
  readonly type: Dtype | number;
  /** Fastest axis first, as the file has it. */
  readonly sizes: readonly (number | bigint)[];
  readonly bytes?: Uint8Array;
  /** Where the file says that the tensor begins; by default where it does. */
  readonly offset?: number | bigint;
}

export interface GgufSpec {
  readonly version?: number;
  readonly isBigEndian?: boolean;
  readonly magic?: string;
  readonly alignment?: number;
  readonly settings?: Readonly<Record<string, GgufSetting>>;
  /** Keys in a row, where some are to be there twice. */
  readonly repeated?: readonly (readonly [string, GgufSetting])[];
  readonly tensors?: readonly GgufTensorSpec[];
  /** Counts that the file claims instead of the true ones. */
  readonly claims?: { readonly tensors?: number | bigint; readonly keys?: number | bigint };
}

/** Numbers of ggml's types by dtype. */
const typeNumbers = new Map([...ggmlTypes].map(([number, dtype]) => [dtype, number]));

export class GgufWriter {
  readonly #pieces: Uint8Array[] = [];
  readonly #isBig: boolean;
  readonly #isFirst: boolean;
  length = 0;

  constructor({ isBigEndian = false, version = 3 }: Pick<GgufSpec, 'isBigEndian' | 'version'> = {}) {
    this.#isBig = isBigEndian;
    this.#isFirst = version === 1;
  }

  bytes(bytes: Uint8Array): this {
    this.#pieces.push(bytes);
    this.length += bytes.length;
    return this;
  }

  #number(byteLength: number, write: (view: DataView, isLittle: boolean) => void): this {
    const view = new DataView(new ArrayBuffer(byteLength));
    write(view, !this.#isBig);
    return this.bytes(new Uint8Array(view.buffer));
  }

  u32(value: number): this {
    return this.#number(4, (view, isLittle) => view.setUint32(0, value, isLittle));
  }

  f64(value: number): this {
    return this.#number(8, (view, isLittle) => view.setFloat64(0, value, isLittle));
  }

  u64(value: number | bigint): this {
    return this.#number(8, (view, isLittle) => view.setBigUint64(0, BigInt(value), isLittle));
  }

  /** A count or length: 32 bits in version 1. */
  size(value: number | bigint): this {
    return this.#isFirst ? this.u32(Number(value)) : this.u64(value);
  }

  string(text: string): this {
    const bytes = new TextEncoder().encode(text);
    return this.size(bytes.length).bytes(bytes);
  }

  done(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#pieces));
  }
}

export function ggufFile(spec: GgufSpec = {}): Uint8Array {
  const { version = 3, magic = 'GGUF', tensors = [], claims = {}, alignment = 32 } = spec;
  const keys = [...Object.entries(spec.settings ?? {}), ...(spec.repeated ?? [])];
  if (spec.alignment !== undefined) keys.push(['general.alignment', spec.alignment]);
  const writer = new GgufWriter(spec).bytes(Buffer.from(magic)).u32(version);
  writer.size(claims.tensors ?? tensors.length).size(claims.keys ?? keys.length);
  for (const [key, value] of keys) writeValue(writer.string(key), value);
  const data = dataOf(tensors, Math.max(1, alignment));
  tensors.forEach(({ name, type, sizes, offset }, i) => {
    writer.string(name).u32(sizes.length);
    for (const size of sizes) writer.size(size);
    writer.u32(typeof type === 'number' ? type : typeNumbers.get(type)!).u64(offset ?? data.offsets[i]!);
  });
  if (tensors.length > 0) writer.bytes(new Uint8Array(padding(writer.length, Math.max(1, alignment))));
  return writer.bytes(data.bytes).done();
}

function writeValue(writer: GgufWriter, value: GgufSetting): void {
  if (typeof value === 'string') writer.u32(8).string(value);
  else if (typeof value === 'boolean') writer.u32(7).bytes(Uint8Array.of(value ? 1 : 0));
  else if (typeof value === 'number') {
    if (Number.isInteger(value)) writer.u32(4).u32(value);
    else writer.u32(12).f64(value);
  } else if ('bytes' in value) writer.u32(value.type).bytes(value.bytes);
  else {
    const isText = typeof value[0] === 'string';
    writer
      .u32(9)
      .u32(isText ? 8 : 4)
      .size(value.length);
    for (const entry of value) {
      if (typeof entry === 'string') writer.string(entry);
      else writer.u32(entry);
    }
  }
}

function dataOf(tensors: readonly GgufTensorSpec[], alignment: number) {
  const pieces: Uint8Array[] = [];
  const offsets: number[] = [];
  let length = 0;
  for (const { bytes = new Uint8Array() } of tensors) {
    const gap = padding(length, alignment);
    offsets.push(length + gap);
    pieces.push(new Uint8Array(gap), bytes);
    length += gap + bytes.length;
  }
  return { bytes: new Uint8Array(Buffer.concat(pieces)), offsets };
}

function padding(length: number, alignment: number): number {
  return (alignment - (length % alignment)) % alignment;
}
