import { seededRandom, type Random } from '../../core/random.ts';
import { elementCount } from '../../core/tensor.ts';
import { INITIAL_DEVIATION, normals, type SyntheticSample } from './synthetic-sample.ts';
import type { TinyTensor } from './tiny-mixtral.ts';

/** Layer and expert of those that training has all but forgotten. */
const nearlyDead = ['0/5', '2/1', '3/6'];

/** Degrees of freedom: at 2 a few weights hold much of the mass, at 12 it is almost a Gaussian. */
const freedoms = [2, 3, 4, 6, 12] as const;

const ATTENTION_FREEDOM = 5;
const ROUTER_DEVIATION = 0.05;

export const heavyTailed: SyntheticSample = {
  id: 'heavy-tailed',
  title: 'Unequal experts',
  sentence:
    'Experts of different size, some with a few large weights that hold much of the mass. Find the three that are nearly dead.',
  seed: 2,
  draw: drawTensor,
};

function drawTensor(tensor: TinyTensor, random: Random): Float64Array {
  const count = elementCount(tensor.shape);
  if (tensor.role === 'router') return normals(count, ROUTER_DEVIATION, random);
  if (tensor.role !== 'expert') return studentT(count, { freedom: ATTENTION_FREEDOM, scale: 0.02 }, random);
  if (nearlyDead.includes(`${tensor.layer}/${tensor.expert}`)) {
    return normals(count, INITIAL_DEVIATION / 50, random);
  }
  return studentT(count, characterOf(tensor), random);
}

/** The same for the three matrices of an expert. */
function characterOf({ layer, expert }: TinyTensor): { freedom: number; scale: number } {
  const random = seededRandom(100 * layer + expert);
  const freedom = freedoms[random.below(freedoms.length)]!;
  return { freedom, scale: INITIAL_DEVIATION * Math.exp(0.4 * random.normal()) };
}

/** Student's t: a normal deviate over the root of a mean of `freedom` squared ones. */
function studentT(
  count: number,
  { freedom, scale }: { freedom: number; scale: number },
  random: Random,
): Float64Array {
  return Float64Array.from({ length: count }, () => {
    let squares = 0;
    for (let i = 0; i < freedom; i++) squares += random.normal() ** 2;
    return (scale * random.normal()) / Math.sqrt(squares / freedom);
  });
}
