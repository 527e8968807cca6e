/**
 * Repairs of the WASM backend of TensorFlow.js 4.22: kernels that are missing, or many times slower than the plain
 * ones around them. Each replaces or adds a kernel under its own name, so models are plain tf code on every backend.
 * Issues: tensorflow/tfjs 6081 (threads), 8513; measured in bench/train.mjs.
 */
import { getKernel, registerKernel, unregisterKernel, type KernelFunc } from '../tf.ts';
import { batchMatMul } from './batch-mat-mul.ts';
import { conv2dBackpropFilter } from './conv2d-backprop-filter.ts';
import { gatherRows } from './gather-rows.ts';
import { splitOnce } from './split.ts';
import { unsortedSegmentSum } from './unsorted-segment-sum.ts';

let isRepaired = false;

/** Call once, after the WASM backend has been imported and before it computes. */
export function repairWasmKernels(): void {
  if (isRepaired) return;
  isRepaired = true;
  replace('BatchMatMul', batchMatMul);
  replace('GatherV2', gatherRows);
  replace('SplitV', splitOnce);
  add('Conv2DBackpropFilter', conv2dBackpropFilter);
  add('UnsortedSegmentSum', unsortedSegmentSum);
}

function replace(kernelName: string, repair: (original: KernelFunc) => KernelFunc): void {
  const original = getKernel(kernelName, 'wasm');
  unregisterKernel(kernelName, 'wasm');
  // the original still has to bind its functions of the WebAssembly module once that is there
  registerKernel({ ...original, kernelFunc: repair(original.kernelFunc) });
}

function add(kernelName: string, kernelFunc: KernelFunc): void {
  registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
}
