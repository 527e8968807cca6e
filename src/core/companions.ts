/**
 * Companions: the scales, zero points and code books that quantised weights are stored with. They are no parameters,
 * and a weight that has one is not what its own bytes say. Told by name, with dtype as the witness: `norm.scale` is a
 * parameter, `q_proj.scale` beside an 8-bit `q_proj.weight` is not. The names are those of fp8 (DeepSeek, compressed-tensors,
 * ModelOpt), GPTQ, AWQ, bitsandbytes, MXFP4 (gpt-oss), MLX and quanto checkpoints; format and family do not matter.
 */
import { dtypes, isFloat, type Dtype } from './dtype.ts';
import { elementCount, type TensorEntry } from './tensor.ts';

export type NamedTensor = Pick<TensorEntry, 'name' | 'dtype' | 'shape'>;

/**
 * - `plain`: the stored numbers are what they are.
 * - `companion`: belongs to another tensor.
 * - `codes`: packed quantisation codes.
 * - `scaled`: floating-point codes of 8 bits or less that only a companion turns into weights.
 */
export type Encoding = 'plain' | 'companion' | 'codes' | 'scaled';

/** Dtype of the tensor of that name; undefined if there is none. */
export type DtypeLookup = (name: string) => Dtype | undefined;

/** Endings that only companions have. */
const companionEnding = new RegExp(
  '(?:^|[._])(?:' +
    [
      'weight_scale(?:_inv|_2)?',
      'weight_(?:global_scale|zero_point|shape|g_idx)',
      'input_(?:scale|global_scale|zero_point)',
      'qzeros|g_idx|zero_point|SCB',
      '(?:nested_)?(?:absmax|quant_map)',
      'quant_state\\.bitsandbytes__\\w+',
    ].join('|') +
    ')$',
);

/** Single numbers of quantised attention; longer ones of these names are learned. */
const scalarEnding = /[._](?:[qkv]|output)_scale$/;

/** Endings that only codes have, whatever is beside them. */
const codeEnding = /(?:^|[._])(?:qweight|weight_packed)$/;

/** What the stored codes' name may add to the name that their companions build on … */
const dataEndings = ['', '_packed', '_blocks', '_qdata', '._data'] as const;
/** … and what the scales' names add to it: `gate_up_proj_blocks`, `gate_up_proj_scales`. */
const scaleEndings = [
  '_scale',
  '_scales',
  '_scale_inv',
  '_scale_2',
  '_global_scale',
  '._scale',
  '.absmax',
] as const;
const otherEndings = ['._shift', '_zero_point'] as const;

/** Names beside `<module>.weight`. `biases` (MLX) are offsets of groups, never a bias. */
const dataNames = ['weight', 'qweight', 'kernel'] as const;
const scaleNames = ['scale', 'scales', 'scale_inv', 'scale_weight', 'SCB'] as const;
const otherNames = ['biases', 'scale_input'] as const;

export function isCompanion({ name, dtype, shape }: NamedTensor, dtypeOf: DtypeLookup): boolean {
  if (dtypes[dtype].kind === 'scale' || companionEnding.test(name)) return true;
  if (scalarEnding.test(name) && elementCount(shape) <= 1) return true;
  return ownersOf(name).some((owner) => isCoded(dtypeOf(owner)));
}

/** Names of the tensors that one of this name would be a companion of, by the endings that others use too. */
function ownersOf(name: string): string[] {
  const byEnding = [...scaleEndings, ...otherEndings]
    .filter((ending) => name.endsWith(ending))
    .flatMap((ending) => dataEndings.map((data) => name.slice(0, -ending.length) + data));
  const [module, leaf] = splitLeaf(name);
  const isBeside = ([...scaleNames, ...otherNames] as readonly string[]).includes(leaf);
  return isBeside ? [...byEnding, ...dataNames.map((data) => module + data)] : byEnding;
}

/** Names under which the scales of a tensor of this name would be. */
function scalesOf(name: string): string[] {
  const byEnding = dataEndings
    .filter((data) => name.endsWith(data))
    .flatMap((data) => scaleEndings.map((scale) => name.slice(0, name.length - data.length) + scale));
  const [module, leaf] = splitLeaf(name);
  const isData = (dataNames as readonly string[]).includes(leaf);
  return isData ? [...byEnding, ...scaleNames.map((scale) => module + scale)] : byEnding;
}

/** "a.b.weight" → ["a.b.", "weight"]. */
function splitLeaf(name: string): [module: string, leaf: string] {
  const dot = name.lastIndexOf('.') + 1;
  return [name.slice(0, dot), name.slice(dot)];
}

/** True for what may stand for something else: integers, and floats of 8 bits or less. */
function isCoded(dtype: Dtype | undefined): boolean {
  if (dtype === undefined) return false;
  const { kind, bits } = dtypes[dtype];
  return kind === 'integer' || (kind === 'float' && bits <= 8);
}

export interface EncodingContext {
  /** Tensors that belong to the checkpoint but were not opened, as their shard is missing. */
  readonly absentNames?: Iterable<string>;
  /**
   * False if it is not even known what is missing. Then floats of 8 bits count as scaled as soon as one is: rather
   * one weight too few than one drawn unscaled.
   */
  readonly isComplete?: boolean;
}

/** The encoding of each tensor, in order. */
export function encodingsOf(
  tensors: readonly NamedTensor[],
  { absentNames = [], isComplete = true }: EncodingContext = {},
): Encoding[] {
  const present = new Map(tensors.map(({ name, dtype }) => [name, dtype]));
  const absent = new Set(absentNames);
  const dtypeOf: DtypeLookup = (name) => present.get(name);
  const encodings = tensors.map((tensor): Encoding => {
    if (isCompanion(tensor, dtypeOf)) return 'companion';
    if (!isCoded(tensor.dtype)) return 'plain';
    const hasScale = scalesOf(tensor.name).some((scale) => present.has(scale) || absent.has(scale));
    if (isFloat(tensor.dtype)) return hasScale ? 'scaled' : 'plain';
    return hasScale || codeEnding.test(tensor.name) ? 'codes' : 'plain';
  });
  if (isComplete || !encodings.includes('scaled')) return encodings;
  return encodings.map((encoding, i) => {
    const { dtype } = tensors[i]!;
    return encoding === 'plain' && isFloat(dtype) && isCoded(dtype) ? 'scaled' : encoding;
  });
}
