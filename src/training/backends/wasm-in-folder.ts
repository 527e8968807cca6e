/** The WASM backend of Node, which reads its binaries from a folder; one thread, as TensorFlow.js has no more there. */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { repairWasmKernels } from '../kernels/wasm.ts';
import * as tf from '../tf.ts';

/** `folder` is `wasm-out` of the package. Its kernels are repaired unless it is wanted as it comes. */
export async function startWasmIn(folder: string, { isRepaired = true } = {}): Promise<void> {
  setWasmPaths(folder.endsWith('/') ? folder : `${folder}/`);
  if (isRepaired) repairWasmKernels();
  if (!(await tf.setBackend('wasm'))) throw new Error('WASM did not start');
  await tf.ready();
}
