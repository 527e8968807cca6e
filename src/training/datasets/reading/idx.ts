/**
 * IDX, the format of MNIST and its kin (described by its author at yann.lecun.com/exdb/mnist, and in Fashion-MNIST's
 * README): two zero bytes, the kind of number, the number of axes, each axis as a big-endian u32, then the numbers.
 */
import { Fault } from '../../../core/fault.ts';
import { MAX_SAMPLES, MAX_SAMPLE_VALUES } from '../limits.ts';

const kinds = {
  0x08: { name: 'u8', bytes: 1 },
  0x09: { name: 'i8', bytes: 1 },
  0x0b: { name: 'i16', bytes: 2 },
  0x0c: { name: 'i32', bytes: 4 },
  0x0d: { name: 'f32', bytes: 4 },
  0x0e: { name: 'f64', bytes: 8 },
} as const;

export type IdxKind = (typeof kinds)[keyof typeof kinds]['name'];

export interface IdxArray {
  readonly kind: IdxKind;
  /** One to four axes; the first counts the samples. */
  readonly shape: readonly number[];
  /** In the file's order, last axis fastest; bytes where `kind` is u8. */
  readonly values: Uint8Array | Float32Array | Int32Array;
}

/** Enough of a file to tell that it is IDX. */
export const IDX_HEAD_BYTES = 4;

const MOST_AXES = 4;

export function isIdx(head: Uint8Array): boolean {
  return head.length >= 4 && head[0] === 0 && head[1] === 0 && kindOf(head[2]!) !== null && head[3]! >= 1;
}

/** Number of axes by the file's head. */
export function axesOf(head: Uint8Array): number {
  return head[3]!;
}

/** Throws `malformed`, `over-limit` or `truncated`. */
export function parseIdx(bytes: Uint8Array, file: string): IdxArray {
  const kind = kindOf(bytes[2] ?? 0);
  if (!isIdx(bytes) || kind === null) throw damaged(file, 'it does not begin as an IDX file does');
  const axes = axesOf(bytes);
  if (axes > MOST_AXES) throw overLimit(file, { what: 'the number of axes', value: axes, limit: MOST_AXES });
  const start = 4 + 4 * axes;
  if (bytes.length < start) throw truncated(file, start, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = checkedCount(shape, file);
  const end = start + count * kind.bytes;
  if (bytes.length < end) throw truncated(file, end, bytes.length);
  if (bytes.length > end) {
    throw damaged(file, `${bytes.length - end} bytes follow after the ${count} numbers it announces`);
  }
  return { kind: kind.name, shape, values: valuesOf(view, { kind: kind.name, start, count }) };
}

function kindOf(code: number) {
  return code in kinds ? kinds[code as keyof typeof kinds] : null;
}

/** Each factor is at most 2^32 and is checked before the next, so that the product stays exact. */
function checkedCount([samples = 0, ...axes]: readonly number[], file: string): number {
  if (samples > MAX_SAMPLES) {
    throw overLimit(file, { what: 'the number of samples', value: samples, limit: MAX_SAMPLES });
  }
  let size = 1;
  for (const axis of axes) {
    size *= axis;
    if (size > MAX_SAMPLE_VALUES) {
      throw overLimit(file, { what: 'the size of a sample', value: size, limit: MAX_SAMPLE_VALUES });
    }
  }
  return samples * size;
}

function valuesOf(
  view: DataView,
  { kind, start, count }: { kind: IdxKind; start: number; count: number },
): IdxArray['values'] {
  const from = { length: count };
  switch (kind) {
    case 'u8':
      return new Uint8Array(view.buffer, view.byteOffset + start, count);
    case 'i8':
      return Int32Array.from(from, (_, i) => view.getInt8(start + i));
    case 'i16':
      return Int32Array.from(from, (_, i) => view.getInt16(start + 2 * i));
    case 'i32':
      return Int32Array.from(from, (_, i) => view.getInt32(start + 4 * i));
    case 'f32':
      return Float32Array.from(from, (_, i) => view.getFloat32(start + 4 * i));
    case 'f64':
      return Float32Array.from(from, (_, i) => view.getFloat64(start + 8 * i));
  }
}

function damaged(file: string, detail: string): Fault {
  return new Fault('malformed', { file, format: 'IDX', detail });
}

function truncated(file: string, neededBytes: number, sizeBytes: number): Fault {
  return new Fault('truncated', { file, what: 'what its header announces', neededBytes, sizeBytes });
}

function overLimit(file: string, facts: { what: string; value: number; limit: number }): Fault {
  return new Fault('over-limit', { file, ...facts });
}
