/** The WASM backend in a page's worker: where its binaries lie, and how many threads it gets. */
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import threadedUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url';
import plainUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url';
import { repairWasmKernels } from '../kernels/wasm.ts';

/** Threads beyond this gain nothing on products of this size. */
const MOST_THREADS = 4;

let threads = 0;

/** Call before the backend starts; returns the threads it will have. Kernels are repaired unless wanted as they come. */
export function setUpWasm({ isRepaired = true } = {}): number {
  if (threads > 0) return threads;
  setWasmPaths({
    'tfjs-backend-wasm.wasm': absolute(plainUrl),
    'tfjs-backend-wasm-simd.wasm': absolute(simdUrl),
    'tfjs-backend-wasm-threaded-simd.wasm': absolute(threadedUrl),
  });
  if (isRepaired) repairWasmKernels();
  const wanted = Math.max(1, Math.min(MOST_THREADS, navigator.hardwareConcurrency));
  threads = self.crossOriginIsolated ? wanted : 1;
  if (threads > 1) {
    // The compiled module takes at most half of what the browser says it has: with two cores that would be one thread.
    Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 * threads, configurable: true });
    setThreadsCount(threads);
  }
  return threads;
}

function absolute(url: string): string {
  return new URL(url, self.location.href).href;
}
