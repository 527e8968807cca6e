/** An array of NumPy's as an entry of a checkpoint. */
import { byteLengthOf } from '../../core/dtype.ts';
import { Fault } from '../../core/fault.ts';
import { elementCount, type TensorEntry } from '../../core/tensor.ts';
import { MAX_EXACT } from '../limits.ts';
import type { NpyElements } from './npy-dtypes.ts';
import type { NpyBytes, NpyHeader } from './npy.ts';

export interface NpyPlace {
  readonly name: string;
  /** Index into the files that the array's file is made of. */
  readonly file: number;
  /** Where in that file the array, header and all, begins. */
  readonly startByte: number;
}

/** Throws `over-limit` for more elements than can be counted, `truncated` if they are not all there. */
export function npyEntry(
  { shape, isFortran, dataByte }: NpyHeader,
  elements: NpyElements,
  { place, array }: { readonly place: NpyPlace; readonly array: Pick<NpyBytes, 'file' | 'size'> },
): TensorEntry {
  const byteLength = byteLengthOf(elements.dtype, countElements(shape, array.file));
  const neededBytes = dataByte + byteLength;
  if (neededBytes > array.size) {
    throw new Fault('truncated', { file: array.file, what: 'its array', neededBytes, sizeBytes: array.size });
  }
  // With at most one axis that is longer than 1, both orders are one.
  const isOrdered = isFortran && byteLength > 0 && shape.filter((size) => size > 1).length > 1;
  return {
    name: place.name,
    shape,
    file: place.file,
    startByte: place.startByte + dataByte,
    byteLength,
    ...elements,
    ...(isOrdered && { strides: columnMajorStrides(shape) }),
  };
}

function countElements(shape: readonly number[], file: string): number {
  // Axes of size 0 are left out, so that no product passes through infinity on its way to 0.
  const value = elementCount(shape.map((size) => size || 1));
  if (value > MAX_EXACT)
    throw new Fault('over-limit', { file, what: 'the number of elements', value, limit: MAX_EXACT });
  return elementCount(shape);
}

/** In elements, first axis innermost. */
export function columnMajorStrides(shape: readonly number[]): number[] {
  let stride = 1;
  return shape.map((size) => {
    const own = stride;
    stride *= size;
    return own;
  });
}
