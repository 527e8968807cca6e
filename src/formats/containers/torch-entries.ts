/** PyTorch tensors as entries of a checkpoint, once it is known where their storages lie. */
import { byteLengthOf, type Dtype } from '../../core/dtype.ts';
import { Fault } from '../../core/fault.ts';
import { regionEnd, rowMajorStrides, sliceRegion, type Region } from '../../core/region.ts';
import type { TensorEntry } from '../../core/tensor.ts';
import { clipped } from '../clipped.ts';
import { MAX_EXACT } from '../limits.ts';
import type { NamedTensor } from './torch-payload.ts';
import type { TorchTensor } from './torch-tensors.ts';
import type { MemberPlace } from './zip-data.ts';

export interface StorageLayout {
  /** For messages. */
  readonly file: string;
  readonly byteOrder: 'little' | 'big';
  /** Has every storage that the tensors name. */
  readonly storages: ReadonlyMap<TorchTensor['storage'], MemberPlace>;
}

/** Entries in the order given. Throws `tensor-size-mismatch` or `over-limit` for one that its storage can't hold. */
export function torchEntries(tensors: readonly NamedTensor[], layout: StorageLayout): TensorEntry[] {
  const nameOfElements = new Map<string, string>();
  return tensors.map((tensor) => {
    const { elements, ...place } = locate(tensor, layout);
    const aliasOf = elements === null ? undefined : nameOfElements.get(elements);
    if (elements !== null && aliasOf === undefined) nameOfElements.set(elements, tensor.name);
    return {
      name: tensor.name,
      ...place,
      ...(aliasOf !== undefined && { aliasOf }),
      ...(tensor.isTrainingState && { isOptimizerState: true }),
    };
  });
}

type Place = Omit<TensorEntry, 'name'> & {
  /** Equal for tensors that have the very same elements, in whatever order; null for none. */
  readonly elements: string | null;
};

function locate({ name, tensor }: NamedTensor, { file, storages, ...layout }: StorageLayout): Place {
  const storage = storages.get(tensor.storage)!;
  const { type, shape, strides, offset, byteOrder = layout.byteOrder } = tensor;
  if (type === null) return wholeStorage(storage);
  const { dtype } = type;
  const isEmpty = shape.includes(0);
  refuseUncountable(shape, { file, what: `the number of elements of “${clipped(name)}”` });
  const region = sliceRegion(shape, strides, []);
  const startByte = isEmpty ? 0 : byteLengthOf(dtype, offset);
  const byteLength = isEmpty ? 0 : byteLengthOf(dtype, regionEnd(region));
  if (startByte + byteLength > storage.byteLength) {
    const sizes = { expectedBytes: startByte + byteLength, actualBytes: storage.byteLength };
    throw new Fault('tensor-size-mismatch', { file, tensor: clipped(name), ...sizes });
  }
  const undrawn = type.undrawn ?? (!isEmpty && repeatsElements(region) ? 'expanded-view' : undefined);
  const place = { file: storage.file, startByte: storage.startByte + startByte, byteLength };
  return {
    dtype,
    shape,
    ...place,
    ...(!isEmpty && !isRowMajor(shape, strides) && { strides }),
    ...(byteOrder === 'big' && byteLengthOf(dtype, 1) > 1 && { byteOrder }),
    ...(undrawn !== undefined && { undrawn }),
    elements: isEmpty ? null : elementsKey(place, dtype, region),
  };
}

/** Of elements that are not known here only the bytes can be listed. */
function wholeStorage({ file, startByte, byteLength }: MemberPlace): Place {
  return {
    dtype: 'U8',
    shape: [byteLength],
    file,
    startByte,
    byteLength,
    undrawn: 'unknown-dtype',
    elements: null,
  };
}

function refuseUncountable(shape: readonly number[], facts: { file: string; what: string }): void {
  // Axes of size 0 are left out, so that no product passes through infinity on its way to 0.
  const value = shape.reduce((product, size) => product * (size || 1), 1);
  if (value > MAX_EXACT) throw new Fault('over-limit', { ...facts, value, limit: MAX_EXACT });
}

function elementsKey({ file, startByte }: MemberPlace, dtype: Dtype, { dimensions }: Region): string {
  const steps = dimensions.map(({ size, stride }) => `${size}x${stride}`);
  return `${file} ${startByte} ${dtype} ${steps.join()}`;
}

/** Where an axis has one step only, its stride does not matter. */
function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  const expected = rowMajorStrides(shape);
  return shape.every((size, axis) => size === 1 || strides[axis] === expected[axis]);
}

/** True if some dimension steps within the reach of those inside it, as an expanded view does (stride 0). */
function repeatsElements({ dimensions }: Region): boolean {
  let reach = 0;
  return dimensions.toReversed().some(({ size, stride }) => {
    const isWithinReach = stride <= reach;
    reach += (size - 1) * stride;
    return isWithinReach;
  });
}
