/** Where a GGUF file's tensors lie: its descriptions of them, checked against the file and each other. */
import { blockElements, byteLengthOf, dtypes, type Dtype } from '../../core/dtype.ts';
import { Fault } from '../../core/fault.ts';
import { isBlocked, wordsOfBlock } from '../../core/ggml/block-types.ts';
import { elementCount, type TensorEntry } from '../../core/tensor.ts';
import { clipped } from '../clipped.ts';
import { MAX_EXACT } from '../limits.ts';
import { ggmlTypes } from './ggml-types.ts';

/** What the file says of a tensor. */
export interface GgufTensor {
  readonly name: string;
  /** Outermost axis first: the file has them the other way round. */
  readonly shape: readonly number[];
  /** Number of its type in ggml. */
  readonly type: number;
  /** Bytes from the start of the data. */
  readonly offset: number;
}

export interface GgufPlace {
  readonly file: string;
  /** First byte of data. */
  readonly dataStart: number;
  readonly sizeBytes: number;
  readonly isBigEndian: boolean;
}

/** In the order of the file. Throws `malformed`, `over-limit`, `tensor-outside-file` or `tensors-overlap`. */
export function placeGgufTensors(tensors: readonly GgufTensor[], place: GgufPlace): TensorEntry[] {
  const rising = [...tensors].sort((a, b) => a.offset - b.offset);
  const placed = rising.map((tensor, i) => {
    const next = rising[i + 1]?.offset ?? Math.max(tensor.offset, place.sizeBytes - place.dataStart);
    return placeTensor(tensor, place, next);
  });
  refuseOverlaps(placed, place.file);
  return placed;
}

function placeTensor(tensor: GgufTensor, place: GgufPlace, next: number): TensorEntry {
  const { file, dataStart, sizeBytes, isBigEndian } = place;
  const { shape, offset } = tensor;
  const name = clipped(tensor.name);
  const value = shape.reduce((product, size) => product * (size || 1), 1);
  if (value > MAX_EXACT) {
    const what = `the number of elements of “${name}”`;
    throw new Fault('over-limit', { file, what, value, limit: MAX_EXACT });
  }
  const startByte = dataStart + offset;
  const dtype = ggmlTypes.get(tensor.type);
  const entry =
    dtype === undefined
      ? // of a type of unknown size, what there is until the next begins
        ({
          dtype: 'U8',
          shape: [next - offset],
          byteLength: next - offset,
          undrawn: 'unknown-dtype',
        } as const)
      : { dtype, shape, byteLength: bytesOf(dtype, shape, { file, name }), ...ordered(dtype, isBigEndian) };
  const endByte = startByte + entry.byteLength;
  if (endByte > sizeBytes) {
    throw new Fault('tensor-outside-file', { file, tensor: name, endByte, sizeBytes });
  }
  return { name: tensor.name, file: 0, startByte, ...entry };
}

function bytesOf(
  dtype: Dtype,
  shape: readonly number[],
  { file, name }: { file: string; name: string },
): number {
  const row = shape.at(-1) ?? 1;
  if (row % blockElements(dtype) !== 0) {
    const detail = `rows of “${name}” have ${row} elements, which are no whole blocks of ${dtype}`;
    throw new Fault('malformed', { file, format: 'GGUF', detail });
  }
  return byteLengthOf(dtype, elementCount(shape));
}

function ordered(dtype: Dtype, isBigEndian: boolean): Pick<TensorEntry, 'byteOrder' | 'undrawn'> {
  if (!isBigEndian) return {};
  if (isBlocked(dtype) && wordsOfBlock(dtype) === null) return { undrawn: 'quantised' };
  return isBlocked(dtype) || dtypes[dtype].bits > 8 ? { byteOrder: 'big' } : {};
}

function refuseOverlaps(rising: readonly TensorEntry[], file: string): void {
  let last: TensorEntry | null = null;
  for (const tensor of rising) {
    if (tensor.byteLength === 0) continue;
    if (last && tensor.startByte < last.startByte + last.byteLength) {
      throw new Fault('tensors-overlap', { file, first: clipped(last.name), second: clipped(tensor.name) });
    }
    last = tensor;
  }
}
