/**
 * Writing safetensors, byte for byte as the reference writer does (safetensors/src/tensor.rs, `prepare`): tensors by
 * falling place of their dtype in its enumeration, so that wider elements come first and stay aligned, then by name;
 * the header padded with spaces, so that elements begin at a multiple of 8.
 */
import { byteLengthOf } from '../../core/dtype.ts';
import { elementCount } from '../../core/tensor.ts';
import { safetensorsDtypes, type SafetensorsDtype } from './safetensors.ts';

const LENGTH_BYTES = 8;
const ALIGNMENT = 8;

export interface TensorFacts {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
}

export interface TensorBytes extends TensorFacts {
  /** Little-endian, row-major. */
  readonly bytes: Uint8Array;
}

/** What a file begins with, and the tensors whose bytes follow it, in this order and without gaps. */
export interface FileStart<T extends TensorFacts> {
  readonly head: Uint8Array;
  readonly ordered: readonly T[];
}

/** Throws RangeError if a tensor's bytes do not fit its shape, or two have the same name. */
export function encodeSafetensors(
  tensors: readonly TensorBytes[],
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  checkBytes(tensors);
  const { head, ordered } = beginSafetensors(tensors, metadata);
  const file = new Uint8Array(ordered.reduce((sum, { bytes }) => sum + bytes.length, head.length));
  file.set(head);
  let position = head.length;
  for (const { bytes } of ordered) {
    file.set(bytes, position);
    position += bytes.length;
  }
  return file;
}

/** Throws RangeError if two tensors have the same name. */
export function beginSafetensors<T extends TensorFacts>(
  tensors: readonly T[],
  metadata?: Readonly<Record<string, string>>,
): FileStart<T> {
  refuseRepeated(tensors);
  const ordered = inFileOrder(tensors);
  const header = encodeHeader(ordered, metadata);
  const head = new Uint8Array(LENGTH_BYTES + header.length);
  new DataView(head.buffer).setBigUint64(0, BigInt(header.length), true);
  head.set(header, LENGTH_BYTES);
  return { head, ordered };
}

export function tensorBytes({ dtype, shape }: TensorFacts): number {
  return byteLengthOf(dtype, elementCount(shape));
}

function checkBytes(tensors: readonly TensorBytes[]): void {
  for (const tensor of tensors) {
    const { name, dtype, shape, bytes } = tensor;
    if (bytes.length !== tensorBytes(tensor)) {
      throw new RangeError(`${bytes.length} bytes do not make “${name}” of ${dtype} [${shape.join(', ')}]`);
    }
  }
}

function refuseRepeated(tensors: readonly TensorFacts[]): void {
  const names = new Set<string>();
  for (const { name } of tensors) {
    if (names.has(name)) throw new RangeError(`“${name}” is given twice`);
    names.add(name);
  }
}

function inFileOrder<T extends TensorFacts>(tensors: readonly T[]): readonly T[] {
  const encoder = new TextEncoder();
  return tensors
    .map((tensor) => ({
      tensor,
      place: safetensorsDtypes.indexOf(tensor.dtype),
      name: encoder.encode(tensor.name),
    }))
    .sort((a, b) => b.place - a.place || compareBytes(a.name, b.name))
    .map(({ tensor }) => tensor);
}

/** As Rust compares strings: by their UTF-8. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!;
  }
  return a.length - b.length;
}

/** Members are written one by one: an object would move names that look like numbers to its front. */
function encodeHeader(
  ordered: readonly TensorFacts[],
  metadata: Readonly<Record<string, string>> | undefined,
): Uint8Array {
  const members = metadata ? [`"__metadata__":${JSON.stringify(metadata)}`] : [];
  let begin = 0;
  for (const tensor of ordered) {
    const { name, dtype, shape } = tensor;
    const end = begin + tensorBytes(tensor);
    members.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`);
    begin = end;
  }
  const text = new TextEncoder().encode(`{${members.join(',')}}`);
  const padded = new Uint8Array(Math.ceil(text.length / ALIGNMENT) * ALIGNMENT).fill(0x20);
  padded.set(text);
  return padded;
}
