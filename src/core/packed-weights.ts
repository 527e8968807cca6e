/**
 * Weights that are packed as 4-bit integers, eight to a word of 32 bits, with scales and zero points a group of inputs.
 * The settings of config.json have to say which way; there is nothing in the numbers that tells.
 *
 *     weight_packed I32 [out, in/8]   weight_scale [out, in/g]: (code − 8) · scale (compressed-tensors, pack-quantized)
 *     qweight I32 [in/8, out]         scales [in/g, out], qzeros I32 [in/g, out/8]: (code − zero − 1) · scale
 *                                     (AutoGPTQ, qlinear_cuda_old.py; “gptq_v2” stores the zero itself)
 *     qweight I32 [in, out/8]         likewise without the 1; eight columns to a word in the order 0, 2, 4, 6, 1, 3, 5, 7
 *                                     (AutoAWQ, utils/packing_utils.py)
 */
import type { ModelConfig } from './checkpoint.ts';
import { joinScaling, storedNumbers, type Find } from './join-scaling.ts';
import { elementCount, type TensorEntry } from './tensor.ts';

const CODES_A_WORD = 8;
const AWQ_ORDER = [0, 2, 4, 6, 1, 3, 5, 7] as const;

/** The middle of the codes 0 … 15. */
const MIDDLE = 8;

export type PackedEncoding = 'compressed-tensors' | 'gptq' | 'gptq_v2' | 'awq';

/** What config.json says of packed weights; null if it says nothing that is known here. */
export function packedEncoding(config: ModelConfig | null): PackedEncoding | null {
  const settings = settingsIn(config?.quantization_config) ?? {};
  const { quant_method: method, bits, desc_act: isReordered, checkpoint_format: format } = settings;
  if (method === 'compressed-tensors') return hasPlainGroups(settings) ? method : null;
  if (bits !== 4) return null;
  if (method === 'awq') return settings.version === undefined || settings.version === 'gemm' ? method : null;
  if (method !== 'gptq' || isReordered !== false) return null;
  return format === 'gptq_v2' ? format : method;
}

type Settings = Readonly<Record<string, unknown>>;

function settingsIn(value: unknown): Settings | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Settings) : null;
}

/** Symmetric integers of 4 bits in every group of layers. */
function hasPlainGroups({ format, config_groups: groups }: Settings): boolean {
  const weights = Object.values(settingsIn(groups) ?? {}).map((group) =>
    settingsIn(settingsIn(group)?.weights),
  );
  const isPlain = (each: Settings | null) =>
    each?.num_bits === 4 &&
    each.type === 'int' &&
    each.symmetric === true &&
    (each.actorder ?? null) === null;
  return format === 'pack-quantized' && weights.length > 0 && weights.every(isPlain);
}

export function joinPacked(
  tensor: TensorEntry,
  { encoding, find }: { readonly encoding: PackedEncoding; readonly find: Find },
): TensorEntry | null {
  if (tensor.dtype !== 'I32') return null;
  if (encoding === 'compressed-tensors') return joinRows(tensor, find);
  return tensor.shape.length === 2 ? joinColumns(tensor, { encoding, find }) : null;
}

/** Codes along rows. */
function joinRows(tensor: TensorEntry, find: Find): TensorEntry | null {
  const [, base] = /^(.*(?:^|\.)weight)_packed$/.exec(tensor.name) ?? [];
  const scales = base === undefined ? undefined : find(`${base}_scale`);
  if (scales === undefined || find(`${base!}_zero_point`) || find(`${base!}_g_idx`)) return null;
  const columns = CODES_A_WORD * tensor.shape.at(-1)!;
  const group = columns / scales.shape.at(-1)!;
  const isFitting = Number.isInteger(group) && sameButLast(tensor.shape, scales.shape);
  if (!isFitting) return null;
  const shape = [...tensor.shape.slice(0, -1), columns];
  return joinScaling(tensor, { shape, dtype: 'U4', scales, tile: [1, group], zero: MIDDLE });
}

function sameButLast(a: readonly number[], b: readonly number[]): boolean {
  return a.slice(0, -1).join() === b.slice(0, -1).join();
}

/** Codes of GPTQ are eight inputs of one output; those of AWQ eight outputs of one input. */
function joinColumns(
  tensor: TensorEntry,
  { encoding, find }: { readonly encoding: PackedEncoding; readonly find: Find },
): TensorEntry | null {
  const [, base] = /^(.*(?:^|\.))qweight$/.exec(tensor.name) ?? [];
  const scales = base === undefined ? undefined : find(`${base}scales`);
  const zeros = base === undefined ? undefined : find(`${base}qzeros`);
  if (scales?.shape.length !== 2 || zeros?.dtype !== 'I32') return null;
  const isAwq = encoding === 'awq';
  const [first, second] = tensor.shape as [number, number];
  const [inputs, outputs] = isAwq ? [first, second * CODES_A_WORD] : [first * CODES_A_WORD, second];
  const [groups, scaled] = scales.shape as [number, number];
  const group = inputs / groups;
  const isWhole = Number.isInteger(isAwq ? group : group / CODES_A_WORD) && outputs % CODES_A_WORD === 0;
  const isFitting = scaled === outputs && zeros.shape.join() === [groups, outputs / CODES_A_WORD].join();
  if (!isWhole || !isFitting || elementCount(tensor.shape) === 0) return null;
  return joinScaling(tensor, {
    shape: [inputs, outputs],
    // as the codes lie
    rows: first,
    columns: second * CODES_A_WORD,
    dtype: 'U4',
    scales,
    tile: isAwq ? [group, 1] : [group / CODES_A_WORD, CODES_A_WORD],
    zero: { ...storedNumbers(zeros), more: encoding === 'gptq' ? 1 : 0 },
    ...(isAwq && { order: AWQ_ORDER }),
  });
}
