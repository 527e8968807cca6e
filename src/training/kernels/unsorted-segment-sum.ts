/** `unsortedSegmentSum`, which the WASM backend lacks, and with it the gradient of `gather`. */
import type { KernelFunc } from '../tf.ts';
import type { WasmBackend } from './wasm-backend.ts';

export const unsortedSegmentSum: KernelFunc = ({ inputs, attrs, backend }) => {
  const wasm = backend as WasmBackend;
  const { x, segmentIds } = inputs;
  const { numSegments } = attrs as { numSegments: number };
  const rest = x!.shape.slice(segmentIds!.shape.length);
  const width = rest.reduce((product, size) => product * size, 1);
  const output = wasm.makeOutput([numSegments, ...rest], 'float32');
  const from = wasm.typedArrayFromHeap(x!);
  const sums = wasm.typedArrayFromHeap(output).fill(0);
  wasm.typedArrayFromHeap(segmentIds!).forEach((segment, i) => {
    // as on the other backends, values of no segment are left out
    if (segment < 0 || segment >= numSegments) return;
    const target = segment * width;
    const source = i * width;
    for (let j = 0; j < width; j++) sums[target + j]! += from[source + j]!;
  });
  return output;
};
