/**
 * How the matrix of a part lies in memory: which of its numbers are one output's inputs. Told by the width of what the layer's
 * router sees, which is what experts take in and give back; where that tells nothing, by the layout that named the tensor.
 */
import type { Checkpoint } from '../core/checkpoint.ts';
import type { Axis } from '../core/families/layout.ts';
import { rowMajorStrides } from '../core/region.ts';
import { routingPartsOf } from '../core/router-parts.ts';
import type { Part, Structure } from '../core/structure.ts';
import type { TensorEntry } from '../core/tensor.ts';
import { readTensorNames, type NameMeaning } from './pruned/tensor-names.ts';

export interface MatrixPlace {
  /** Index into the structure's parts. */
  readonly part: number;
  /** Outputs and inputs. */
  readonly rows: number;
  readonly columns: number;
  /** True where an input's outputs lie side by side; otherwise an output's inputs do. */
  readonly isTransposed: boolean;
  /** Whether plans cut it: experts, or every matrix of a layer in a model without. Others are only stored otherwise. */
  readonly isPlanned: boolean;
}

/** Of those of the parts that are matrices, by rising part. */
export function matrixPlaces(
  checkpoint: Checkpoint,
  structure: Structure,
  parts: Iterable<number>,
): readonly MatrixPlace[] {
  const { routers } = routingPartsOf(checkpoint, structure);
  const widths = new Map(routers.map(({ layer, width }) => [layer, width]));
  const meanings = readTensorNames(checkpoint);
  return [...parts]
    .sort((a, b) => a - b)
    .flatMap((index) => {
      const part = structure.parts[index]!;
      const tensor = checkpoint.tensors[part.tensor]!;
      const lying = lie(tensor, part, meanings[part.tensor]!);
      if (lying === null) return [];
      const { slow, fast } = lying;
      const width = part.layer === null ? undefined : widths.get(part.layer);
      const isTransposed = isTransposedByWidth(part, { slow, fast, width }) ?? lying.isTransposed;
      const [rows, columns] = isTransposed ? [fast, slow] : [slow, fast];
      const isPlanned = structure.expertsPerLayer > 0 ? part.role === 'expert' : part.layer !== null;
      return [{ part: index, rows, columns, isTransposed, isPlanned }];
    });
}

interface Lying {
  /** Lengths along the axis whose neighbours lie far apart, and along the other. */
  readonly slow: number;
  readonly fast: number;
  /** By the layout. */
  readonly isTransposed: boolean;
}

/** Null for what is no matrix, and for codes that do not lie as their shape has them. */
function lie(tensor: TensorEntry, part: Part, meaning: NameMeaning): Lying | null {
  const { shape, scaling } = tensor;
  const axes = meaning.match?.rule.axes ?? [];
  // [in, experts · out] that is read as [experts, in, out]
  if (meaning.match?.rule.isRawView === true)
    return { slow: shape[0]!, fast: part.parameters / shape[0]!, isTransposed: true };
  const isInOrder =
    scaling === undefined || (scaling.rows === shape.at(-2) && scaling.columns === shape.at(-1));
  const order = byFallingStride(tensor);
  const isStack = axes.length > 2 || (axes.length === 0 && shape.length > 2 && part.expert !== null);
  const own =
    axes.includes('expert') || isStack ? order.filter((axis) => axis !== axes.indexOf('expert')) : order;
  if (!isInOrder || own.length < 2 || part.parameters === 0) return null;
  const slowAxis = own[0]!;
  const after = own.slice(1).reduce((product, axis) => product * shape[axis]!, 1);
  const fast = isCutAcross(part, after) ? after / 2 : after;
  const slow = part.parameters / fast;
  if (!Number.isInteger(slow) || slow > shape[slowAxis]!) return null;
  return { slow, fast, isTransposed: isInputFirst(axes[slowAxis], axes, meaning) };
}

/** Gate and up that share the axis along which numbers lie side by side: halves of every row, or every other number. */
function isCutAcross({ region, parameters }: Part, after: number): boolean {
  const inner = region.dimensions.at(-1);
  if (inner === undefined || inner.size === parameters) return inner?.stride === 2;
  return inner.size === after / 2;
}

function isInputFirst(slow: Axis | undefined, axes: readonly Axis[], { match, param }: NameMeaning): boolean {
  if (slow === 'in') return true;
  if (slow === 'expert-rows') return axes.includes('out');
  if (slow === 'out') return false;
  // Flax, and models that are trained here
  return param === 'kernel' || (match?.rule.name.startsWith('mixture.') ?? false);
}

function byFallingStride({ shape, strides = rowMajorStrides(shape) }: TensorEntry): readonly number[] {
  return [...shape.keys()].sort((a, b) => strides[b]! - strides[a]! || a - b);
}

/** Gate and up take in what the router sees, down gives it back; null where lengths don't tell which is which. */
function isTransposedByWidth(
  { projection }: Part,
  { slow, fast, width }: { readonly slow: number; readonly fast: number; readonly width: number | undefined },
): boolean | null {
  if ((slow === width) === (fast === width)) return null;
  if (projection === 'gate' || projection === 'up' || projection === 'gateUp') return slow === width;
  return projection === 'down' ? fast === width : null;
}
