/** Backends of TensorFlow.js in Node, for tests. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '../training/tf.ts';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { repairWasmKernels } from '../training/kernels/wasm.ts';

const wasmPackage = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');

export async function startBackend(name: 'wasm' | 'cpu'): Promise<void> {
  if (name === 'wasm') {
    setWasmPaths(`${join(dirname(wasmPackage), 'wasm-out')}/`);
    repairWasmKernels();
  }
  await tf.setBackend(name);
  await tf.ready();
}

/** Runs a computation on one backend and takes its result out. */
export async function onBackend(
  name: 'wasm' | 'cpu',
  compute: () => tf.Tensor,
): Promise<{ shape: number[]; values: Float32Array }> {
  await startBackend(name);
  const result = compute();
  const values = Float32Array.from(await result.data());
  const { shape } = result;
  result.dispose();
  return { shape, values };
}
