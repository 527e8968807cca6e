/**
 * Fused tensors, cut into the pieces that have one meaning: an expert's gate, up or down matrix. The layout claims
 * what the axes mean; the claim is checked against the shape, and nothing is made of a claim that does not hold.
 */
import { isFloat } from '../../dtype.ts';
import { rowMajorStrides, sliceRegion, type AxisSlice, type Region } from '../../region.ts';
import type { Projection } from '../../structure.ts';
import { elementCount, type TensorEntry } from '../../tensor.ts';
import type { Axis, Match, TensorRule } from '../layout.ts';
import { MAX_FUSED_EXPERTS } from '../limits.ts';
import { isWeight } from './names.ts';

export interface Piece {
  /** Null where the axes do not tell one. */
  readonly expert: number | null;
  readonly projection: Projection | null;
  readonly region: Region;
  readonly parameters: number;
}

/** What the layout says of the tensor. */
export interface Claim {
  readonly match: Match;
  readonly param: string;
}

/** What is known from elsewhere; null if it is not. */
export interface Surroundings {
  /** Experts that the layer's router chooses from, and that config.json speaks of. */
  readonly routed: number | null;
  readonly configured: number | null;
  /** Width of the residual stream. */
  readonly hidden: number | null;
  /** Pieces that may still be made. */
  readonly piecesLeft: number;
}

export interface Cut {
  readonly pieces: readonly Piece[];
  /** True if gate and up should have come apart and did not. */
  readonly isUneven: boolean;
}

type Shaped = Pick<TensorEntry, 'shape' | 'strides' | 'dtype' | 'scaling'>;

/** Null if the shape does not bear out what the layout claims of the axes, or there would be too many pieces. */
export function cutTensor(tensor: Shaped, claim: Claim, around: Surroundings): Cut | null {
  const { rule, projection } = claim.match;
  const seen = rule.isRawView === true ? rawView(tensor, around) : tensor;
  const axes = axesOf(rule.axes ?? [], tensor, claim.param);
  if (seen === null || seen.shape.length < axes.length) return null;
  const run = expertRun(seen.shape, axes, around);
  if (run === null) return null;

  const out = outAxis(seen.shape, axes, around.hidden);
  const isSplit = rule.split !== undefined && claim.match.isWhole !== true && out >= 0;
  const halves = isSplit ? splitAxis(out, seen.shape[out]!, rule.split) : null;
  const wholes: Half[] = halves ?? [{ projection, slices: [] }];
  if (run.experts * wholes.length > around.piecesLeft) return null;
  return { pieces: cutPieces(seen, run, wholes), isUneven: isSplit && halves === null };
}

/** [in, experts · out] as [experts, in, out] over the same memory; null if it is not row-major or does not come apart. */
function rawView(tensor: Shaped, around: Surroundings): Shaped | null {
  const [into = 0, all = 0] = tensor.shape;
  const experts = around.routed ?? around.configured ?? 0;
  const isSound = tensor.shape.length === 2 && tensor.strides === undefined && experts > 0;
  return isSound && all % experts === 0 ? { ...tensor, shape: [experts, into, all / experts] } : null;
}

/** Numbers that bitsandbytes keeps beside weights: they run through the whole tensor, whatever its axes. */
const flatParam = /(?:absmax|quant_map)$|^bitsandbytes__/;

/** A bias has no `in` axis; of codes, scales and the like only the experts' axis is known, if it leads. */
function axesOf(axes: readonly Axis[], { dtype, scaling }: Shaped, param: string): readonly Axis[] {
  if (flatParam.test(param)) return [];
  // whichever way a plain matrix lies, blocks of codes run along its inputs
  if (scaling !== undefined)
    return param === '_blocks' ? [...axes.filter((axis) => axis !== 'in'), 'in'] : axes;
  if (isFloat(dtype) && isWeight(param)) return axes;
  if (isFloat(dtype) && param.endsWith('bias')) return axes.filter((axis) => axis !== 'in');
  return axes.slice(0, 1).filter((axis) => axis === 'expert');
}

/** Where the experts lie: along which axis, how many, how many indices each. */
interface ExpertRun {
  /** −1 if the tensor is of no expert, or of the one that its name says. */
  readonly axis: number;
  readonly experts: number;
  readonly length: number;
}

function expertRun(shape: readonly number[], axes: readonly Axis[], around: Surroundings): ExpertRun | null {
  const stacked = axes.indexOf('expert');
  const rows = axes.indexOf('expert-rows');
  if (stacked < 0 && rows < 0) return { axis: -1, experts: 1, length: 1 };
  const axis = Math.max(stacked, rows);
  // a router may have more rows than there are experts (LongCat's zero experts), never fewer
  const ceiling = Math.min(around.routed ?? Infinity, MAX_FUSED_EXPERTS);
  const experts = stacked >= 0 ? shape[axis]! : (around.routed ?? around.configured ?? 0);
  const length = shape[axis]! / experts;
  const isSound = experts > 0 && experts <= ceiling && Number.isInteger(length) && length > 0;
  return isSound ? { axis, experts, length } : null;
}

/**
 * The axis that gate and up share. Some families store the transpose under the same name (Qwen3-VL), which shows
 * where only the claimed `out` axis is as long as the residual stream is wide.
 */
function outAxis(shape: readonly number[], axes: readonly Axis[], hidden: number | null): number {
  const [out, into] = [axes.indexOf('out'), axes.indexOf('in')];
  const isTransposed = out >= 0 && into >= 0 && shape[out] === hidden && shape[into] !== hidden;
  return isTransposed ? into : out;
}

interface Half {
  readonly projection: Projection | null;
  readonly slices: readonly AxisSlice[];
}

/** Null if the axis does not come apart evenly. */
function splitAxis(axis: number, size: number, mode: TensorRule['split']): Half[] | null {
  if (size % 2 !== 0) return null;
  const count = size / 2;
  const [start, step] = mode === 'interleaved' ? [1, 2] : [count, 1];
  const [first, second] = mode === 'up-first' ? (['up', 'gate'] as const) : (['gate', 'up'] as const);
  return [
    { projection: first, slices: [{ axis, start: 0, count, step }] },
    { projection: second, slices: [{ axis, start, count, step }] },
  ];
}

/** The first expert's pieces, and the same moved along for the others. */
function cutPieces({ shape, strides }: Shaped, run: ExpertRun, halves: readonly Half[]): Piece[] {
  const steps = strides ?? rowMajorStrides(shape);
  const own = run.axis < 0 ? [] : [{ axis: run.axis, start: 0, count: run.length, step: 1 }];
  const stride = run.axis < 0 ? 0 : steps[run.axis]! * run.length;
  const parameters = elementCount(shape) / (run.experts * halves.length);
  const firsts = halves.map(({ slices }) => sliceRegion(shape, steps, [...own, ...slices]));
  const pieces: Piece[] = [];
  for (let expert = 0; expert < run.experts; expert++) {
    firsts.forEach(({ offset, dimensions }, half) => {
      pieces.push({
        expert: run.axis < 0 ? null : expert,
        projection: halves[half]!.projection,
        region: { offset: offset + expert * stride, dimensions },
        parameters,
      });
    });
  }
  return pieces;
}
