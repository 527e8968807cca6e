/** A named tensor of a checkpoint: where its elements lie, never the elements themselves. */
import type { Dtype } from './dtype.ts';
import type { UndrawnReason } from './fault.ts';
import type { QuantState } from './quant-state.ts';
import type { Scaling } from './scaling.ts';

export interface TensorEntry {
  readonly name: string;
  readonly dtype: Dtype;
  /** Logical shape, outermost axis first; `[]` is a scalar. */
  readonly shape: readonly number[];
  /** Index into `Checkpoint.files`. */
  readonly file: number;
  /** First byte of the tensor's elements in that file, and how many bytes they span. */
  readonly startByte: number;
  readonly byteLength: number;
  /** Elements between neighbours along each axis; absent for row-major order without gaps. */
  readonly strides?: readonly number[];
  /** Absent for little-endian, as nearly all files are. */
  readonly byteOrder?: 'big';
  /** Name of an earlier tensor that has the very same stored elements (tied weights, views). */
  readonly aliasOf?: string;
  /** Set by the reader for what belongs to an optimiser's state rather than to the model. */
  readonly isOptimizerState?: true;
  /** Set where the elements are codes that scales beside them turn into weights; shape and dtype are those of the codes. */
  readonly scaling?: Scaling;
  /** Set by the reader on a note of bitsandbytes: what its bytes say. */
  readonly quantState?: QuantState;
  /** How the file itself describes such a tensor: packed codes have fewer and wider elements. */
  readonly stored?: { readonly dtype: Dtype; readonly shape: readonly number[] };
  /** Set by the reader when the stored numbers are not the weights as they stand. */
  readonly undrawn?: UndrawnReason;
}

/** Number of elements; exact, as readers refuse shapes whose product passes 2^53. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
