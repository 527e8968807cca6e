/**
 * Finds the weights that are codes beside scales, and joins the two. Names and shapes have to fit, or the codes stay what
 * they are: listed, and not drawn. Nothing hangs on which half of a byte comes first: both have the same scale.
 *
 *     x.weight F8 [out, in]               x.weight_scale_inv, x.weight_scale or x.scale: a tile, a row or the tensor
 *                                         (DeepSeek-V3, inference/kernel.py; compressed-tensors; DeepSeek-V4)
 *     x_blocks U8 [..., in/32, 16]        x_scales U8 [..., in/32], exponents (openai/gpt-oss, gpt_oss/torch/weights.py)
 *     nf4, fp4 and int8 of bitsandbytes   (bitsandbytes-weights.ts)
 *     x.weight I8 or U8 [out, in/2]       x.scale E8M0 [out, in/32] (DeepSeek-V4)
 *     x.weight U8 [out, in/2]             x.weight_scale E4M3 [out, in/16] · x.weight_scale_2 (NVFP4 of ModelOpt)
 *     x.weight_packed U8 [out, in/2]      x.weight_scale E4M3 [out, in/16] / x.weight_global_scale (NVFP4 of
 *                                         compressed-tensors, quantization/lifecycle/forward_helpers.py)
 */
import { joinBitsandbytes } from './bitsandbytes-weights.ts';
import { isSequential, type CheckpointFile, type ModelConfig } from './checkpoint.ts';
import { joinScaling, storedNumbers, type Find } from './join-scaling.ts';
import { joinPacked, packedEncoding } from './packed-weights.ts';
import { elementCount, type TensorEntry } from './tensor.ts';

/** DeepSeek-V3's, and of all that follow it without saying so. */
const USUAL_TILE = [128, 128] as const;

/** Values that share a scale in the microscaling formats (OCP MX, 2023), and in NVFP4. */
const MX_GROUP = 32;
const NV_GROUP = 16;

interface Context {
  readonly files: readonly CheckpointFile[];
  readonly config: ModelConfig | null;
}

/** The same tensors; codes whose scales are known have the shape and dtype of what they hold, and `scaling`. */
export function joinScales(tensors: readonly TensorEntry[], { files, config }: Context): TensorEntry[] {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const tile = configuredTile(config);
  const encoding = packedEncoding(config);
  // scales are fetched at will, so nothing is made of those that lie in a stream or apart
  const find = (name: string) => {
    const found = byName.get(name);
    const isAtHand = found && isPlain(found) && !isSequential(files[found.file]!.recipe);
    return isAtHand ? found : undefined;
  };
  return tensors.map((tensor) => {
    if (!isPlain(tensor) || tensor.shape.length < 2) return tensor;
    const packed = encoding && joinPacked(tensor, { encoding, find });
    return (
      packed ??
      joinBitsandbytes(tensor, find) ??
      joinFloat8(tensor, tile, find) ??
      joinBlocks(tensor, find) ??
      joinFloat4(tensor, find) ??
      tensor
    );
  });
}

function isPlain({ strides, byteOrder, aliasOf, undrawn, isOptimizerState }: TensorEntry): boolean {
  return [strides, byteOrder, aliasOf, undrawn, isOptimizerState].every((mark) => mark === undefined);
}

/** `quantization_config.weight_block_size` of config.json. */
function configuredTile(config: ModelConfig | null): readonly [number, number] {
  const settings = config?.quantization_config;
  if (typeof settings !== 'object' || settings === null || !('weight_block_size' in settings)) {
    return USUAL_TILE;
  }
  const { weight_block_size: size } = settings;
  const [rows, columns] = Array.isArray(size) ? (size as unknown[]) : [];
  const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
  return isSize(rows) && isSize(columns) ? [rows, columns] : USUAL_TILE;
}

function joinFloat8(tensor: TensorEntry, usual: readonly [number, number], find: Find): TensorEntry | null {
  const { name, dtype, shape } = tensor;
  if (dtype !== 'F8_E4M3' && dtype !== 'F8_E5M2') return null;
  const scales = find(`${name}_scale_inv`) ?? find(`${name}_scale`) ?? find(scaleNameOf(name));
  const tile = scales && tileOf(shape, scales.shape, usual);
  return tile ? joinScaling(tensor, { shape, dtype, scales, tile }) : null;
}

/** `x.scale` for `x.weight`. */
function scaleNameOf(name: string): string {
  return name.replace(/(?<=^|\.)weight$/, 'scale');
}

/**
 * The tile of a scale by the shapes of weights and scales: one scale a tile of the usual size, a row, a matrix. Null if
 * the shapes fit none of these.
 */
function tileOf(
  weights: readonly number[],
  scales: readonly number[],
  [tileRows, tileColumns]: readonly [number, number],
): readonly [number, number] | null {
  const [rows, columns] = weights.slice(-2) as [number, number];
  const matrices = weights.slice(0, -2);
  const isOf = (...last: readonly number[]) => [...matrices, ...last].join() === scales.join();
  if (isOf(Math.ceil(rows / tileRows), Math.ceil(columns / tileColumns))) return [tileRows, tileColumns];
  if (isOf(rows, 1) || isOf(rows)) return [1, columns];
  const isOfMatrix = isOf() || isOf(1) || isOf(1, 1);
  return isOfMatrix ? [rows, columns] : null;
}

/** Codes in groups of 16 bytes; the last two axes together are a row. */
function joinBlocks(tensor: TensorEntry, find: Find): TensorEntry | null {
  const { name, dtype, shape } = tensor;
  if (dtype !== 'U8' || !name.endsWith('_blocks') || shape.length < 3) return null;
  const scales = find(name.replace(/_blocks$/, '_scales'));
  const groups = shape.slice(0, -1);
  if (scales?.dtype !== 'U8' || shape.at(-1) !== MX_GROUP / 2 || scales.shape.join() !== groups.join()) {
    return null;
  }
  const logical = [...groups.slice(0, -1), groups.at(-1)! * MX_GROUP];
  return joinScaling(tensor, { shape: logical, dtype: 'F4', scales, tile: [1, MX_GROUP] });
}

/** Two codes a byte, along rows. */
function joinFloat4(tensor: TensorEntry, find: Find): TensorEntry | null {
  const { name, dtype } = tensor;
  if (dtype !== 'I8' && dtype !== 'U8') return null;
  const shape = [...tensor.shape.slice(0, -1), 2 * tensor.shape.at(-1)!];
  const isGrouped = (scales: TensorEntry, group: number) =>
    [...shape.slice(0, -1), shape.at(-1)! / group].join() === scales.shape.join();

  const exponents = find(scaleNameOf(name));
  if (exponents?.dtype === 'F8_E8M0') {
    const isFitting = isGrouped(exponents, MX_GROUP);
    return isFitting
      ? joinScaling(tensor, { shape, dtype: 'F4', scales: exponents, tile: [1, MX_GROUP] })
      : null;
  }
  const weight = name.replace(/(?<=^|\.)weight_packed$/, 'weight');
  const scales = find(`${weight}_scale`);
  const multiplier = find(`${weight}_scale_2`);
  const divisor = find(`${weight}_global_scale`);
  const factor = multiplier ?? divisor;
  if (scales?.dtype !== 'F8_E4M3' || !isGrouped(scales, NV_GROUP)) return null;
  if (factor?.dtype !== 'F32' || elementCount(factor.shape) !== 1) return null;
  const use = multiplier === undefined ? 'divide' : 'multiply';
  return joinScaling(tensor, {
    shape,
    dtype: 'F4',
    scales,
    tile: [1, NV_GROUP],
    factor: { ...storedNumbers(factor), use },
  });
}
