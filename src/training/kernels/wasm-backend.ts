/** What the repaired kernels use of the WASM backend: tensors as views of its memory, and its other kernels. */
import { getKernel, type NamedAttrMap, type NamedTensorInfoMap, type TensorInfo } from '../tf.ts';

export interface WasmBackend {
  makeOutput(shape: readonly number[], dtype: 'float32' | 'int32'): TensorInfo;
  /** Valid until something is allocated: the memory may grow, and then moves. */
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array;
  disposeData(dataId: object): boolean;
}

/** Runs a kernel of the WASM backend that gives one tensor. */
export function runKernelOn(
  backend: WasmBackend,
  kernelName: string,
  { inputs, attrs = {} }: { inputs: NamedTensorInfoMap; attrs?: NamedAttrMap },
): TensorInfo {
  return getKernel(kernelName, 'wasm').kernelFunc({ inputs, attrs, backend }) as TensorInfo;
}

export function transpose(backend: WasmBackend, x: TensorInfo, perm: readonly number[]): TensorInfo {
  return runKernelOn(backend, 'Transpose', { inputs: { x }, attrs: { perm: [...perm] } });
}
