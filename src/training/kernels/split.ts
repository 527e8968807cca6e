/**
 * `split`, which the WASM backend does part by part, and for each part first copies all there is: experts that lie side by
 * side in one matrix are cut apart in every step, and each cut cost a copy of all of them. Here every value is copied once.
 */
import type { KernelFunc, TensorInfo } from '../tf.ts';
import type { WasmBackend } from './wasm-backend.ts';

/** Fewer values than this are copied faster one by one than by a view that has to be made for them. */
const WORTH_A_VIEW = 32;

export function splitOnce(original: KernelFunc): KernelFunc {
  return (call) => {
    const { x } = call.inputs;
    const { numOrSizeSplits, axis: given } = call.attrs as {
      numOrSizeSplits: number | number[];
      axis: number;
    };
    const { shape, dtype } = x!;
    const axis = given < 0 ? given + shape.length : given;
    const sizes = sizesOf(numOrSizeSplits, shape[axis]!);
    if (dtype !== 'float32' || sizes.includes(-1)) return original(call);
    const backend = call.backend as WasmBackend;
    const parts = sizes.map((size) =>
      backend.makeOutput(
        shape.map((all, i) => (i === axis ? size : all)),
        dtype,
      ),
    );
    copyParts(backend, { x: x!, parts, axis });
    return parts;
  };
}

function sizesOf(parts: number | number[], size: number): number[] {
  return typeof parts === 'number' ? Array.from({ length: parts }, () => size / parts) : parts;
}

/** Views are made after all allocations, which may move the memory. */
function copyParts(
  backend: WasmBackend,
  { x, parts, axis }: { x: TensorInfo; parts: readonly TensorInfo[]; axis: number },
): void {
  const from = backend.typedArrayFromHeap(x);
  const productOf = (sizes: readonly number[]) => sizes.reduce((product, size) => product * size, 1);
  const [rows, width] = [productOf(x.shape.slice(0, axis)), productOf(x.shape.slice(axis))];
  let start = 0;
  for (const part of parts) {
    const to = backend.typedArrayFromHeap(part);
    const partWidth = productOf(part.shape.slice(axis));
    for (let row = 0; row < rows; row++) {
      const at = row * width + start;
      if (partWidth >= WORTH_A_VIEW) to.set(from.subarray(at, at + partWidth), row * partWidth);
      else for (let i = 0; i < partWidth; i++) to[row * partWidth + i] = from[at + i]!;
    }
    start += partWidth;
  }
}
