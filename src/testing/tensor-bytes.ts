/** The elements of a tensor as its file describes them, for comparison with what was written. */
import { byteLengthOf } from '../core/dtype.ts';
import { rowMajorStrides } from '../core/region.ts';
import { elementCount, type TensorEntry } from '../core/tensor.ts';
import type { ByteSource } from '../formats/source.ts';

/** Row-major and little-endian, whatever the file's order. `source` is the tensor's file. */
export async function readTensorBytes(tensor: TensorEntry, source: ByteSource): Promise<Uint8Array> {
  const { shape, startByte, byteLength, strides = rowMajorStrides(shape) } = tensor;
  const stored = await source.read(startByte, startByte + byteLength);
  const width = byteLengthOf(tensor.dtype, 1);
  // The parts of a complex number are in order each for itself.
  const swapped = tensor.dtype.startsWith('C') ? width / 2 : width;
  const elements = new Uint8Array(elementCount(shape) * width);
  const index = shape.map(() => 0);
  for (let to = 0; to < elements.length; to += width) {
    const from = width * index.reduce((sum, step, axis) => sum + step * strides[axis]!, 0);
    elements.set(stored.subarray(from, from + width), to);
    if (tensor.byteOrder === 'big') {
      for (let part = to; part < to + width; part += swapped)
        elements.subarray(part, part + swapped).reverse();
    }
    advance(index, shape);
  }
  return elements;
}

/** The next index in row-major order. */
function advance(index: number[], shape: readonly number[]): void {
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis]!++;
    if (index[axis]! < shape[axis]!) return;
    index[axis] = 0;
  }
}
