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

export interface TensorBytes {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  /** Little-endian, row-major. */
  readonly bytes: Uint8Array;
}

/** Throws RangeError if a tensor's bytes do not fit its shape, or two have the same name. */
export function encodeSafetensors(
  tensors: readonly TensorBytes[],
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  checkTensors(tensors);
  const ordered = inFileOrder(tensors);
  const header = encodeHeader(ordered, metadata);
  const byteLength = ordered.reduce((sum, { bytes }) => sum + bytes.length, LENGTH_BYTES + header.length);
  const file = new Uint8Array(byteLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, LENGTH_BYTES);
  let position = LENGTH_BYTES + header.length;
  for (const { bytes } of ordered) {
    file.set(bytes, position);
    position += bytes.length;
  }
  return file;
}

function checkTensors(tensors: readonly TensorBytes[]): void {
  const names = new Set<string>();
  for (const { name, dtype, shape, bytes } of tensors) {
    if (bytes.length !== byteLengthOf(dtype, elementCount(shape))) {
      throw new RangeError(`${bytes.length} bytes do not make “${name}” of ${dtype} [${shape.join(', ')}]`);
    }
    if (names.has(name)) throw new RangeError(`“${name}” is given twice`);
    names.add(name);
  }
}

function inFileOrder(tensors: readonly TensorBytes[]): readonly TensorBytes[] {
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
  ordered: readonly TensorBytes[],
  metadata: Readonly<Record<string, string>> | undefined,
): Uint8Array {
  const members = metadata ? [`"__metadata__":${JSON.stringify(metadata)}`] : [];
  let begin = 0;
  for (const { name, dtype, shape, bytes } of ordered) {
    const end = begin + bytes.length;
    members.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`);
    begin = end;
  }
  const text = new TextEncoder().encode(`{${members.join(',')}}`);
  const padded = new Uint8Array(Math.ceil(text.length / ALIGNMENT) * ALIGNMENT).fill(0x20);
  padded.set(text);
  return padded;
}
