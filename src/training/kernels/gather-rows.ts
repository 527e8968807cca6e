/** `gather` of whole rows, which the WASM backend copies value by value: here a copy a row. */
import type { KernelFunc } from '../tf.ts';
import type { WasmBackend } from './wasm-backend.ts';

export function gatherRows(original: KernelFunc): KernelFunc {
  return (call) => {
    const { x, indices } = call.inputs;
    const { axis, batchDims } = call.attrs as { axis: number; batchDims: number };
    const isRows = axis === 0 && batchDims === 0 && x!.dtype === 'float32' && indices!.dtype === 'int32';
    if (!isRows) return original(call);
    const wasm = call.backend as WasmBackend;
    const [rows = 0, ...rest] = x!.shape;
    const width = rest.reduce((product, size) => product * size, 1);
    const output = wasm.makeOutput([...indices!.shape, ...rest], 'float32');
    // views only after the allocation, which may move the memory
    const from = wasm.typedArrayFromHeap(x!);
    const to = wasm.typedArrayFromHeap(output);
    wasm.typedArrayFromHeap(indices!).forEach((row, i) => {
      if (row < 0 || row >= rows) throw new RangeError(`gather: row ${row} of ${rows}`);
      to.set(from.subarray(row * width, (row + 1) * width), i * width);
    });
    return output;
  };
}
