/** Measures training on WASM with one thread, in Node, and prints JSON: for bench/train.mjs, which sets it beside its peers. */
import { startWasmIn } from '../training/backends/wasm-in-folder.ts';
import { plainStep } from './bench/plain-step.ts';
import { productStep } from './bench/reference-step.ts';
import { timeSparseLayer } from './bench/sparse-layer.ts';
import { medianMs } from './bench/timing.ts';
import { wasmFolder } from './wasm-folder.ts';

const [what, times = '40'] = process.argv.slice(2);
const often = { warm: 5, times: Number(times) };

/** Plain TensorFlow.js is measured with the kernels that it comes with. */
await startWasmIn(wasmFolder(), { isRepaired: what !== 'plain' });

const measurements: Readonly<Record<string, () => unknown>> = {
  product: () => medianMs(productStep().step, often),
  plain: () => medianMs(plainStep(), often),
  sparse: () => [timeSparseLayer(8, 1, Number(times)), timeSparseLayer(16, 2, Number(times))],
  leak: () => productStep().leakedAfter(2000),
};
console.log(JSON.stringify(measurements[what ?? '']?.() ?? null));
