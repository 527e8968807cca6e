/** The reference step on WASM in a page's worker, with the threads that a page gets. */
import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { plainStep } from '../../src/cli/bench/plain-step.ts';
import { productStep } from '../../src/cli/bench/reference-step.ts';
import { medianMs } from '../../src/cli/bench/timing.ts';
import { setUpWasm } from '../../src/training/backends/wasm-in-page.ts';
import * as tf from '../../src/training/tf.ts';

self.addEventListener('message', (/** @type {MessageEvent<import('./page.mjs').Wanted>} */ { data }) => {
  void measure(data);
});

/** @param {import('./page.mjs').Wanted} wanted */
async function measure({ what, times }) {
  setUpWasm({ isRepaired: what === 'product' });
  await tf.setBackend('wasm');
  await tf.ready();
  const step = what === 'product' ? productStep().step : plainStep();
  postMessage({ ms: medianMs(step, { warm: 5, times }), threads: getThreadsCount() });
}
