/**
 * The gradient of `conv2d` by its filter, which the WASM backend lacks, as one convolution: the input with channels
 * and batch exchanged, under the output's gradient as a filter that is dilated by the stride.
 *
 *     dW[h, w, ci, co] = Σ over n, i, j of x[n, i·s + h − pad, j·s + w − pad, ci] · dy[n, i, j, co]
 */
import { backend_util, type KernelFunc, type TensorInfo } from '../tf.ts';
import { runKernelOn, transpose, type WasmBackend } from './wasm-backend.ts';

interface FilterGradientAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly filterShape: [number, number, number, number];
}

export const conv2dBackpropFilter: KernelFunc = ({ inputs, attrs, backend }) => {
  const wasm = backend as WasmBackend;
  const { strides, pad, dataFormat, dimRoundingMode, filterShape } =
    attrs as unknown as FilterGradientAttributes;
  if (dataFormat !== 'NHWC') throw new Error(`conv2d gradient on WASM: ${dataFormat} is not supported`);
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth } = backend_util.computeConv2DInfo(
    inputs.x!.shape as [number, number, number, number],
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const x = transpose(wasm, inputs.x!, [3, 1, 2, 0]);
  const dy = transpose(wasm, inputs.dy!, [1, 2, 0, 3]);
  const paddings: [number, number][] = [
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
    [0, 0],
  ];
  const padded = runKernelOn(wasm, 'PadV2', { inputs: { x }, attrs: { paddings, constantValue: 0 } });
  const gradient = runKernelOn(wasm, 'Conv2D', {
    inputs: { x: padded, filter: dy },
    attrs: { strides: 1, pad: 'valid', dataFormat: 'NHWC', dilations: [strideHeight, strideWidth] },
  });
  // where the stride does not divide the input, the last rows and columns have no weight
  const trimmed = runKernelOn(wasm, 'Slice', {
    inputs: { x: gradient },
    attrs: { begin: [0, 0, 0, 0], size: [gradient.shape[0]!, filterHeight, filterWidth, gradient.shape[3]!] },
  });
  const result = transpose(wasm, trimmed, [1, 2, 0, 3]);
  dispose(wasm, [x, dy, padded, gradient, trimmed]);
  return result;
};

function dispose(backend: WasmBackend, tensors: readonly TensorInfo[]): void {
  for (const { dataId } of tensors) backend.disposeData(dataId);
}
