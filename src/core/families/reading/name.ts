/**
 * Tensor names come by the hundred thousand, but in few shapes: `model.layers.7.mlp.experts.3.w1.weight` is
 * `model.layers.#.mlp.experts.#.w1.weight` with 7 and 3. A name is taken apart in one pass over its characters, and
 * everything else is thought once a shape.
 */
import { MAX_NUMBER_DIGITS } from '../limits.ts';

export interface NameShape {
  /** Segments before the layer's number, `model.layers`; null for a tensor outside layers. */
  readonly stack: string | null;
  /** Which of the name's numbers is the layer's; −1 outside layers. */
  readonly layerAt: number;
  /** The name inside the layer (or the whole of it), with `#` for numbers, without wrappers and parameter. */
  readonly module: string;
  /** What of the module it is: `weight`, `bias`, `weight_scale`, …; empty if the name ends with the module. */
  readonly param: string;
}

/** Words before a layer's number. */
const layerWords = new Set(
  'layers layer h blk block blocks decoder_layer encoder_layer encoderblock mtp'.split(' '),
);

/**
 * A number may also follow these words directly or after `_`: `expert_3`, `layers_3`, `block3`; and Transformer Engine
 * counts the experts of a group behind the parameter: `linear_fc1.weight3`.
 */
const numberedWord =
  /(?:^|[./_])(?:(?:encoder)?(?:expert|layer|block)s?_?|linear_fc[12][./](?:weight|bias))$/;
const LONGEST_NUMBERED_WORD = '.linear_fc1.weight'.length;

/** Segments that training frameworks insert and that mean nothing. */
const transparent = new Set(
  '_orig_mod _fsdp_wrapped_module _checkpoint_wrapped_module base_layer'.split(' '),
);

/** Last segments that name a parameter of a module; the rest of the name is the module. */
const params = new Set(
  (
    'weight bias kernel scale scales biases qweight qzeros g_idx blocks absmax quant_map input_scale ' +
    'nested_absmax nested_quant_map bitsandbytes__nf4 bitsandbytes__fp4 ' +
    'input_global_scale weight_packed weight_scale weight_scale_inv weight_scale_2 weight_shape ' +
    'weight_global_scale weight_zero_point weight_g_idx'
  ).split(' '),
);

const DOT = 46;
const SLASH = 47;
const DIGIT_0 = 48;
const DIGIT_9 = 57;

/** The name with `#` for every number that counts something; the numbers are appended to `numbers`. */
export function takeNumbers(name: string, numbers: number[]): string {
  let text = '';
  let taken = 0;
  for (let start = 0; start < name.length; start++) {
    if (!isDigit(name.charCodeAt(start))) continue;
    let end = start;
    let number = 0;
    for (let code = name.charCodeAt(end); isDigit(code); code = name.charCodeAt(++end)) {
      number = number * 10 + code - DIGIT_0;
    }
    if (end - start <= MAX_NUMBER_DIGITS && isSeparated(name, start, end)) {
      text += `${name.slice(taken, start)}#`;
      taken = end;
      numbers.push(number);
    }
    start = end;
  }
  return text + name.slice(taken);
}

function isDigit(code: number): boolean {
  return code >= DIGIT_0 && code <= DIGIT_9;
}

function isSeparator(code: number): boolean {
  return code === DOT || code === SLASH;
}

function isSeparated(name: string, start: number, end: number): boolean {
  if (end < name.length && !isSeparator(name.charCodeAt(end))) return false;
  if (start === 0 || isSeparator(name.charCodeAt(start - 1))) return true;
  return numberedWord.test(name.slice(Math.max(0, start - LONGEST_NUMBERED_WORD), start));
}

/** Takes apart a name whose numbers have been taken. */
export function readShape(text: string): NameShape {
  const segments = text.split(/[./]/).filter((segment) => !transparent.has(segment));
  const marker = layerMarker(segments);
  const inside = segments.slice(marker + 1);
  const paramAt = paramPlace(inside);
  return {
    stack:
      marker < 0
        ? null
        : segments
            .slice(0, marker + 1)
            .join('.')
            .replace(/[._]?#$/, ''),
    layerAt: marker < 0 ? -1 : countNumbers(segments.slice(0, marker)),
    module: inside.slice(0, paramAt).join('.'),
    param: inside.slice(paramAt).join('.'),
  };
}

export function countNumbers(segments: readonly string[]): number {
  return segments.filter((segment) => segment.endsWith('#')).length;
}

/** The first segment that ends with a layer's number; of `layers.2.blocks.1` (Swin) the second. −1 if none. */
function layerMarker(segments: readonly string[]): number {
  const first = segments.findIndex((_, i) => isLayerNumber(segments, i));
  const isStage = first >= 0 && /^blocks?$/.test(segments[first + 1] ?? '') && segments[first + 2] === '#';
  return isStage ? first + 2 : first;
}

function isLayerNumber(segments: readonly string[], i: number): boolean {
  const segment = segments[i]!;
  if (segment === '#') return i > 0 && layerWords.has(segments[i - 1]!);
  return segment.endsWith('#') && layerWords.has(segment.slice(0, -1).replace(/_$/, ''));
}

/** Where the parameter begins: `w1.weight`, `w1.weight.absmax`, `w1.weight.quant_state.nf4`. */
function paramPlace(inside: readonly string[]): number {
  const last = inside.length - 1;
  const weight = inside.lastIndexOf('weight');
  if (weight >= 0 && weight >= last - 2) return weight;
  return params.has(inside[last] ?? '') ? last : inside.length;
}

/** Parameters of fused tensors are written into the name: `gate_up_proj_blocks`. */
const suffixes = ['_blocks', '_scales', '_scale_inv', '_scale', '_bias'];

/** The module and parameter that a name without a parameter may stand for; null if it can't. */
export function splitSuffix({ module, param }: NameShape): { module: string; param: string } | null {
  const suffix = param === '' ? suffixes.find((end) => module.endsWith(end)) : undefined;
  return suffix === undefined ? null : { module: module.slice(0, -suffix.length), param: suffix };
}
