import type { Random } from '../../core/random.ts';
import { elementCount } from '../../core/tensor.ts';
import { INITIAL_DEVIATION, normals, type SyntheticSample } from './synthetic-sample.ts';
import type { TinyTensor } from './tiny-mixtral.ts';

const UNTOUCHED_LAYER = 2;

/** Layer and expert of those that lost more than the others. */
const prunedHarder = ['0/1', '0/6', '1/3', '3/0', '3/4', '3/7'];

export const halfPruned: SyntheticSample = {
  id: 'half-pruned',
  title: 'Half pruned',
  sentence:
    'The smaller half of each expert’s weights is zero, in six experts the smaller four fifths. Find the layer that was left alone.',
  seed: 3,
  draw: (tensor, random) => prune(drawDense(tensor, random), prunedShare(tensor)),
};

function drawDense({ shape }: TinyTensor, random: Random): Float64Array {
  return normals(elementCount(shape), INITIAL_DEVIATION, random);
}

function prunedShare({ role, layer, expert }: TinyTensor): number {
  if (role !== 'expert' || layer === UNTOUCHED_LAYER) return 0;
  return prunedHarder.includes(`${layer}/${expert}`) ? 0.8 : 0.5;
}

/** Sets the share of smallest magnitude to zero. */
function prune(weights: Float64Array, share: number): Float64Array {
  const magnitudes = weights.map(Math.abs).sort();
  const threshold = magnitudes[Math.floor(share * weights.length)]!;
  return weights.map((weight) => (Math.abs(weight) < threshold ? 0 : weight));
}
