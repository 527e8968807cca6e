/** One weight of TensorFlow.js (tfjs-core/src/io/types.ts, `WeightsManifestEntry`; io_utils.ts, `decodeWeight`). */
import { dtypes, type Dtype } from '../../core/dtype.ts';
import { Fault } from '../../core/fault.ts';
import type { TensorEntry } from '../../core/tensor.ts';
import { clipped } from '../clipped.ts';
import { isJsonObject } from '../json.ts';
import { MAX_AXES, MAX_EXACT } from '../limits.ts';

/** A weight without its place; `texts` have no length but what their bytes say. */
export type TfjsWeight = Pick<
  TensorEntry,
  'name' | 'shape' | 'dtype' | 'scaling' | 'undrawn' | 'isOptimizerState'
> & {
  readonly isTexts: boolean;
};

const plainTypes: ReadonlyMap<unknown, Dtype> = new Map<string, Dtype>([
  ['float32', 'F32'],
  ['int32', 'I32'],
  ['bool', 'BOOL'],
  ['complex64', 'C64'],
  ['float16', 'F16'],
]);

const quantisedTypes: ReadonlyMap<unknown, Dtype> = new Map<string, Dtype>([
  ['uint8', 'U8'],
  ['uint16', 'U16'],
  ['float16', 'F16'],
]);

export function parseTfjsWeight(entry: unknown, file: string): TfjsWeight {
  if (!isJsonObject(entry)) throw malformedTfjs(file, 'a weight is not described by an object');
  const { name, shape, dtype: type, quantization, group } = entry;
  if (typeof name !== 'string') throw malformedTfjs(file, 'a weight has no name');
  const title = clipped(name);
  if (!isShape(shape)) throw malformedTfjs(file, `the shape of “${title}” is not a list of whole numbers`);
  const elements = shape.reduce((product, size) => product * size, 1);
  const common = {
    name,
    shape,
    isTexts: type === 'string' && quantization === undefined,
    ...(group === 'optimizer' && { isOptimizerState: true as const }),
  };
  if (common.isTexts) return { ...common, dtype: 'U8' };
  if (quantization !== undefined)
    return { ...common, ...parseQuantization({ title, type, quantization, elements }, file) };
  const dtype = plainTypes.get(type);
  if (dtype === undefined) throw malformedTfjs(file, `“${title}” has an unknown dtype`);
  return { ...common, dtype, ...(dtypes[dtype].kind === 'complex' && { undrawn: 'complex' }) };
}

/** Whole numbers q stand for q · scale + min; of what were whole numbers before, they stay codes. */
function parseQuantization(
  {
    title,
    type,
    quantization,
    elements,
  }: { title: string; type: unknown; quantization: unknown; elements: number },
  file: string,
): Pick<TfjsWeight, 'dtype' | 'scaling'> {
  const { dtype: stored, scale, min } = isJsonObject(quantization) ? quantization : {};
  const dtype = quantisedTypes.get(stored);
  if (dtype === undefined) throw malformedTfjs(file, `“${title}” is quantised in a way that is not known`);
  if (dtype === 'F16' || type !== 'float32' || elements === 0) return { dtype };
  if (typeof scale !== 'number' || typeof min !== 'number' || scale === 0)
    throw malformedTfjs(file, `“${title}” is quantised without a scale and a smallest value`);
  const matrix = { rows: 1, columns: elements, tileRows: 1, tileColumns: elements };
  return { dtype, scaling: { scales: scale, kind: 'value', zero: -min / scale, ...matrix } };
}

function isShape(shape: unknown): shape is number[] {
  if (!Array.isArray(shape) || shape.length > MAX_AXES) return false;
  if (!shape.every((size) => Number.isSafeInteger(size) && (size as number) >= 0)) return false;
  return (shape as number[]).reduce((product, size) => product * (size || 1), 1) <= MAX_EXACT;
}

export function malformedTfjs(file: string, detail: string): Fault<'malformed'> {
  return new Fault('malformed', { file, format: 'TensorFlow.js', detail });
}
