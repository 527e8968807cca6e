/** Where experts lie in the bytes of a tensor that holds several of them, and what is left of it without some. */
import { byteLengthOf, type Dtype } from '../../core/dtype.ts';
import { rowMajorStrides } from '../../core/region.ts';
import type { Part } from '../../core/structure.ts';
import { elementCount, type TensorEntry } from '../../core/tensor.ts';

/** Bytes as [outer, experts, unit]; of `experts`, those in `kept` stay, in their order. */
export interface ExpertCut {
  readonly outer: number;
  readonly experts: number;
  readonly unitBytes: number;
  /** Rising. */
  readonly kept: readonly number[];
  /** Of those, the ones that become a mean of several, themselves among them; null where none do. */
  readonly means: ReadonlyMap<number, ExpertMean> | null;
}

/** Σ αᵢ of the members, in their order. */
export interface ExpertMean {
  readonly members: readonly number[];
  readonly weights: readonly number[];
}

/** The shape that the file gives, and where in it the experts are. */
export interface ExpertExtent {
  readonly axis: number;
  readonly outer: number;
  readonly unitBytes: number;
}

export interface StoredShape {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** As the file has it. */
export function storedShape({ dtype, shape, stored }: TensorEntry): StoredShape {
  return stored ?? { dtype, shape };
}

/** Along an axis whose length is a multiple of `experts`; null if an expert does not begin at a whole byte. */
export function extentAlong(
  { dtype, shape }: StoredShape,
  { axis, experts }: { readonly axis: number; readonly experts: number },
): ExpertExtent | null {
  const inner = elementCount(shape.slice(axis));
  const unitBytes = byteLengthOf(dtype, inner / experts);
  return Number.isInteger(unitBytes) ? { axis, outer: elementCount(shape.slice(0, axis)), unitBytes } : null;
}

/**
 * By the regions of the tensor's parts, which know of expert axes wherever they are; null if the parts are not one run
 * of `experts` after the other. `isRawView`: its memory is not laid out as its shape says, experts come first in it.
 */
export function extentOfParts(
  tensor: TensorEntry,
  parts: readonly Part[],
  { experts, isRawView }: { readonly experts: number; readonly isRawView: boolean },
): ExpertExtent | null {
  const starts = new Array<number>(experts).fill(Infinity);
  for (const { expert, region } of parts) {
    if (expert === null || expert >= experts) return null;
    starts[expert] = Math.min(starts[expert]!, region.offset);
  }
  const unit = experts > 1 ? starts[1]! - starts[0]! : elementCount(tensor.shape);
  if (!starts.every((start, expert) => start === expert * unit)) return null;
  const unitBytes = byteLengthOf(tensor.dtype, unit);
  const outer = elementCount(tensor.shape) / (experts * unit);
  const { dtype, shape } = storedShape(tensor);
  const spanned = experts * unitBytes;
  const axis = isRawView
    ? shape.length - 1
    : rowMajorStrides(shape).findIndex(
        (stride, a) => byteLengthOf(dtype, stride * shape[a]!) === spanned && shape[a]! % experts === 0,
      );
  return axis >= 0 && Number.isInteger(unitBytes) && Number.isInteger(outer)
    ? { axis, outer, unitBytes }
    : null;
}

/** The shape with only so many of the experts along its axis. */
export function shapeWithout(
  shape: readonly number[],
  axis: number,
  { kept, experts }: { readonly kept: number; readonly experts: number },
): number[] {
  return shape.with(axis, (shape[axis]! / experts) * kept);
}
