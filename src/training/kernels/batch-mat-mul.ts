/**
 * The WASM `BatchMatMul` goes to XNNPACK only without transposes; with one it falls to a scalar loop 8 to 25 times
 * slower, and the gradient of every matMul has one. Transposing first and then multiplying costs next to nothing.
 */
import type { KernelFunc, TensorInfo } from '../tf.ts';
import { transpose, type WasmBackend } from './wasm-backend.ts';

export function batchMatMul(original: KernelFunc): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const wasm = backend as WasmBackend;
    const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
    const a = transposeA ? swapped(wasm, inputs.a!) : inputs.a!;
    const b = transposeB ? swapped(wasm, inputs.b!) : inputs.b!;
    const product = original({ inputs: { a, b }, attrs: { transposeA: false, transposeB: false }, backend });
    if (transposeA) wasm.disposeData(a.dataId);
    if (transposeB) wasm.disposeData(b.dataId);
    return product;
  };
}

/** The last two axes exchanged. */
function swapped(backend: WasmBackend, x: TensorInfo): TensorInfo {
  const rank = x.shape.length;
  const perm = Array.from({ length: rank }, (_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return transpose(backend, x, perm);
}
