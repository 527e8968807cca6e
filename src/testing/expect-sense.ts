/** What must hold of any file that was read, however damaged: tensors lie inside their files, and can be told apart. */
import { expect } from 'vitest';
import { byteLengthOf } from '../core/dtype.ts';
import { regionEnd, rowMajorStrides, sliceRegion } from '../core/region.ts';
import { elementCount, type TensorEntry } from '../core/tensor.ts';
import type { FileContents } from '../formats/format.ts';

export function expectSense({ tensors, files }: FileContents): void {
  const names = new Set<string>();
  for (const tensor of tensors) {
    expectPlace(tensor, files[tensor.file]!.size);
    expect(names.has(tensor.name)).toBe(false);
    if (tensor.aliasOf !== undefined) expect(names.has(tensor.aliasOf)).toBe(true);
    names.add(tensor.name);
  }
}

function expectPlace(tensor: TensorEntry, fileBytes: number): void {
  const { shape, dtype, startByte, byteLength, strides = rowMajorStrides(shape) } = tensor;
  const numbers = [...shape, ...(tensor.strides ?? []), startByte, byteLength, elementCount(shape)];
  expect(numbers.every((number) => Number.isSafeInteger(number) && number >= 0)).toBe(true);
  expect(strides).toHaveLength(shape.length);
  expect(startByte + byteLength).toBeLessThanOrEqual(fileBytes);
  const span = shape.includes(0) ? 0 : byteLengthOf(dtype, regionEnd(sliceRegion(shape, strides, [])));
  expect(byteLength).toBe(span);
}
