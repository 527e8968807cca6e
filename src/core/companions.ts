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

/** Endings that only companions have, with or without what they belong to. */
const companionEnding = new RegExp(
  '(?:^|[._])(?:' +
    [
      'weight_scale(?:_inv|_2)?',
      'weight_(?:global_scale|zero_point|shape|g_idx)',
      'input_(?:scale|global_scale|zero_point)',
      'qzeros|g_idx|zero_point|SCB|weight_format',
      '(?:nested_)?(?:absmax|quant_map)',
      'quant_state\\.bitsandbytes__\\w+',
    ].join('|') +
    ')$',
);

/** Single numbers of quantised attention; longer ones of these names are learned. */
const scalarEnding = /[._](?:[qkv]|output)_scale$/;

/** Endings that only codes have, whatever is beside them. */
const codeEnding = /(?:^|[._])(?:qweight|weight_packed)$/;

/*
 * Codes and scales find each other by a common key, the name that the weight would have: `up_proj.weight` for
 * `up_proj.qweight` and `up_proj.scales`, `gate_up_proj` for `gate_up_proj_blocks` and `gate_up_proj_scales`.
 */
const dataEnding = /(?:_packed|_blocks|_qdata|\._data)$/;
const dataLeaf = /(?<=^|\.)(?:qweight|kernel)$/;
const scaleEnding = /(?:_scales?|_scale_inv|_scale_2|_global_scale|\._scale|\.absmax)$/;
const scaleLeaf = /(?<=^|\.)(?:scales?|scale_inv|scale_weight|SCB)$/;
/** Companions that come with a scale, but alone do not make a weight a scaled one. */
const otherEnding = '._shift';
const otherLeaf = /(?<=^|\.)(?:biases|scale_input)$/;

function keyOfCodes(name: string): string {
  return name.replace(dataEnding, '').replace(dataLeaf, 'weight');
}

/** Null if nothing of this name is a scale. */
function keyOfScale(name: string): string | null {
  if (scaleLeaf.test(name)) return name.replace(scaleLeaf, 'weight');
  return scaleEnding.test(name) ? name.replace(scaleEnding, '') : null;
}

function keyOfOther(name: string): string | null {
  if (otherLeaf.test(name)) return name.replace(otherLeaf, 'weight');
  return name.endsWith(otherEnding) ? name.slice(0, -otherEnding.length) : null;
}

/** True for what may stand for something else: integers, and floats of 8 bits or less. */
function isCoded(dtype: Dtype): boolean {
  const { kind, bits } = dtypes[dtype];
  return kind === 'integer' || (kind === 'float' && bits <= 8);
}

/** What `isCompanion` needs to know of the whole checkpoint: the keys of all that may be codes. */
export function codedKeysOf(tensors: readonly NamedTensor[]): ReadonlySet<string> {
  return new Set(tensors.filter(({ dtype }) => isCoded(dtype)).map(({ name }) => keyOfCodes(name)));
}

export function isCompanion({ name, dtype, shape }: NamedTensor, codedKeys: ReadonlySet<string>): boolean {
  if (dtypes[dtype].kind === 'scale' || companionEnding.test(name)) return true;
  if (scalarEnding.test(name) && elementCount(shape) <= 1) return true;
  const key = keyOfScale(name) ?? keyOfOther(name);
  return key !== null && codedKeys.has(key);
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
  const codedKeys = codedKeysOf(tensors);
  const scaledKeys = new Set<string | null>();
  for (const { name } of tensors) scaledKeys.add(keyOfScale(name));
  for (const name of absentNames) scaledKeys.add(keyOfScale(name));

  const encodings = tensors.map((tensor): Encoding => {
    if (isCompanion(tensor, codedKeys)) return 'companion';
    if (!isCoded(tensor.dtype)) return 'plain';
    const hasScale = scaledKeys.has(keyOfCodes(tensor.name));
    if (isFloat(tensor.dtype)) return hasScale ? 'scaled' : 'plain';
    return hasScale || codeEnding.test(tensor.name) ? 'codes' : 'plain';
  });
  if (isComplete || !encodings.includes('scaled')) return encodings;
  return encodings.map((encoding, i) => {
    const { dtype } = tensors[i]!;
    return encoding === 'plain' && isFloat(dtype) && isCoded(dtype) ? 'scaled' : encoding;
  });
}
