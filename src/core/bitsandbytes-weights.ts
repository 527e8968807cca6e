/**
 * Weights of bitsandbytes, as transformers saves them (bitsandbytes/functional.py, backends/default/ops.py, nn/modules.py).
 *
 *     x [n/2, 1]             x.quant_map F32 [16], x.absmax F32 [n/64]: quant_map[code] · absmax of every 64 in a row,
 *                            the first of two codes in the upper half of a byte; the bytes may be labelled as any dtype
 *                            x.absmax U8, x.nested_quant_map F32 [256], x.nested_absmax F32: each absmax is
 *                            nested_quant_map[code] · nested_absmax of every 256, plus an offset that the note tells
 *     x.weight I8 [out, in]  x.SCB F32 [out]: code · SCB / 127 (LLM.int8)
 */
import { joinScaling, storedNumbers, type Find } from './join-scaling.ts';
import { quantStateEndings, type QuantState } from './quant-state.ts';
import type { NestedScales, StoredNumbers } from './scaling.ts';
import { elementCount, type TensorEntry } from './tensor.ts';

/** Values of the codes of a weight, and of a nested absmax. */
const WEIGHT_CODES = 16;
const ABSMAX_CODES = 256;

const LARGEST_INT8 = 127;

export function joinBitsandbytes(tensor: TensorEntry, find: Find): TensorEntry | null {
  const note = quantStateEndings.map((ending) => find(tensor.name + ending)).find((found) => found);
  if (note === undefined) return joinInt8(tensor, find);
  const joined = note.quantState && joinCodes(tensor, note.quantState, find);
  // whatever dtype the bytes are labelled as, they are codes
  return joined ?? { ...tensor, undrawn: 'packed-codes' };
}

function joinCodes(tensor: TensorEntry, state: QuantState, find: Find): TensorEntry | null {
  const { shape, group } = state;
  const scales = find(`${tensor.name}.absmax`);
  const codes = tableOf(find(`${tensor.name}.quant_map`), WEIGHT_CODES);
  const elements = elementCount(shape);
  const groups = Math.ceil(elements / group);
  const columns = shape.at(-1) ?? 0;
  if (scales === undefined || codes === null || shape.length < 2 || columns % 2 !== 0) return null;
  const nested = state.nested && nestedOf(tensor.name, { state: state.nested, groups, find });
  const isFitting =
    elementCount(scales.shape) === groups && (nested ? scales.dtype === 'U8' : isFloat32(scales));
  if (!isFitting || (state.nested !== null && nested === null)) return null;
  return joinScaling(tensor, {
    shape,
    // groups know nothing of rows: where they don't fit, all is one row
    ...(columns % group !== 0 && { rows: 1, columns: elements }),
    dtype: 'U4',
    scales,
    tile: [1, group],
    codes,
    isHighFirst: true,
    ...(nested && { nested }),
  });
}

function nestedOf(
  name: string,
  { state, groups, find }: { state: NonNullable<QuantState['nested']>; groups: number; find: Find },
): NestedScales | null {
  const codes = tableOf(find(`${name}.nested_quant_map`), ABSMAX_CODES);
  const scales = tableOf(find(`${name}.nested_absmax`), Math.ceil(groups / state.group));
  return codes && scales && { codes, scales, ...state };
}

function tableOf(tensor: TensorEntry | undefined, length: number): StoredNumbers | null {
  const isFitting = tensor !== undefined && isFloat32(tensor) && elementCount(tensor.shape) === length;
  return isFitting ? storedNumbers(tensor) : null;
}

function isFloat32({ dtype }: TensorEntry): boolean {
  return dtype === 'F32';
}

function joinInt8(tensor: TensorEntry, find: Find): TensorEntry | null {
  const { name, dtype, shape } = tensor;
  if (dtype !== 'I8' || shape.length !== 2) return null;
  const scales = find(name.replace(/(?<=^|\.)weight$/, 'SCB'));
  const [rows, columns] = shape as [number, number];
  if (scales === undefined || !isFloat32(scales) || scales.shape.join() !== String(rows)) return null;
  return joinScaling(tensor, { shape, dtype, scales, tile: [1, columns], factor: 1 / LARGEST_INT8 });
}
