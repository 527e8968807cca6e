/**
 * Weights as a checkpoint names them: what the model keeps of all experts side by side is cut into one tensor an
 * expert, `layers.0.mixture.experts.3.up.weight`, and put together again when it comes back.
 */
import { MisfitError, type NamedArray } from '../snapshot.ts';
import type { Weight } from '../weights.ts';

/** A model has one mixture. */
const LAYER = 'layers.0.mixture';

/** How many networks lie side by side in the weights of each group. */
export interface ExpertCounts {
  readonly experts: number;
  readonly shared: number;
}

type Shaped = Pick<Weight, 'name' | 'group' | 'isVector' | 'expertAxis'> & {
  readonly variable: { readonly shape: readonly number[] };
};

/** `arrays` are the values of all weights, by their names in the model. */
export function cutWeights(
  weights: readonly Shaped[],
  { arrays, counts }: { readonly arrays: readonly NamedArray[]; readonly counts: ExpertCounts },
): readonly NamedArray[] {
  const byName = new Map(arrays.map((array) => [array.name, array.values]));
  return weights.flatMap((weight) => {
    const values = byName.get(weight.name);
    if (values === undefined) throw new MisfitError(`${weight.name} is missing`);
    return piecesOf(weight, counts).map((piece) => ({ ...piece, values: gather(values, piece) }));
  });
}

/** The inverse. Throws `MisfitError` where a tensor is missing, of another shape, or too many. */
export function joinWeights(
  weights: readonly Shaped[],
  { arrays, counts }: { readonly arrays: readonly NamedArray[]; readonly counts: ExpertCounts },
): readonly NamedArray[] {
  const byName = new Map(arrays.map((array) => [array.name, array]));
  const joined = weights.map((weight): NamedArray => {
    const { shape } = weight.variable;
    const values = new Float32Array(shape.reduce((size, length) => size * length, 1));
    for (const piece of piecesOf(weight, counts)) {
      const array = byName.get(piece.name);
      if (array === undefined) throw new MisfitError(`${piece.name} is missing`);
      const wanted = piece.shape.join(' × ');
      if (array.shape.join(' × ') !== wanted)
        throw new MisfitError(`${piece.name} is ${array.shape.join(' × ')}; the recipe makes it ${wanted}`);
      byName.delete(piece.name);
      scatter(array.values, values, piece);
    }
    return { name: weight.name, shape, values };
  });
  const [foreign] = byName.keys();
  if (foreign !== undefined) throw new MisfitError(`the recipe has no weights called ${foreign}`);
  return joined;
}

/** A run of elements of length `run`, every `stride`, from `start`: one expert's share of a row-major array. */
interface Piece {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly run: number;
  readonly stride: number;
}

function piecesOf(weight: Shaped, { experts, shared }: ExpertCounts): readonly Piece[] {
  const { name, group, isVector, expertAxis } = weight;
  const { shape } = weight.variable;
  const size = shape.reduce((product, length) => product * length, 1);
  if (expertAxis === null) return [{ name: plainName(weight), shape, start: 0, run: size, stride: size }];
  const count = group === 'shared' ? shared : experts;
  const inner = shape.slice(expertAxis + 1).reduce((product, length) => product * length, 1);
  const share = shape[expertAxis]! / count;
  // an axis that only counts experts is gone in a tensor of one
  const isStack = expertAxis === 0 && share === 1 && (isVector || shape.length > 2);
  const ownShape = isStack ? shape.slice(1) : shape.with(expertAxis, share);
  const rest = withoutLayers(name.slice(group.length + 1));
  return Array.from({ length: count }, (_, expert) => ({
    name: `${LAYER}.${group}.${expert}.${rest}`,
    shape: ownShape,
    start: expert * share * inner,
    run: share * inner,
    stride: shape[expertAxis]! * inner,
  }));
}

/** The gate stands in the layer of its experts; the rest is named as it is in the model. */
function plainName({ name, group }: Shaped): string {
  return group === 'gate' ? `${LAYER}.${withoutLayers(name)}` : withoutLayers(name);
}

/** “layer” followed by a number would read as a layer of experts. */
function withoutLayers(name: string): string {
  return name.replace(/(^|\.)layer(?=\.)/, '$1dense');
}

function gather(from: Float32Array, { shape, start, run, stride }: Piece): Float32Array {
  const to = new Float32Array(shape.reduce((size, length) => size * length, 1));
  for (let at = 0, source = start; at < to.length; at += run, source += stride) {
    to.set(from.subarray(source, source + run), at);
  }
  return to;
}

function scatter(from: Float32Array, to: Float32Array, { start, run, stride }: Piece): void {
  for (let at = 0, target = start; at < from.length; at += run, target += stride) {
    to.set(from.subarray(at, at + run), target);
  }
}
