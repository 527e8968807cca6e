/** Layer normalisation: Ba, Kiros & Hinton, arXiv 1607.06450. By hand, of operations that have all their gradients. */
import { ones, zeros } from './initializers.ts';
import * as tf from './tf.ts';
import type { WeightGroup, Weights } from './weights.ts';

const EPSILON = 1e-5;

/** Each row of [n, width] to mean 0 and variance 1, then scaled and moved by weights of its own. */
export function layerNorm(
  weights: Weights,
  name: string,
  { width, group }: { readonly width: number; readonly group: WeightGroup },
): (x: tf.Tensor2D) => tf.Tensor2D {
  const scale = weights.create(`${name}.weight`, { shape: [width], group, init: ones });
  const shift = weights.create(`${name}.bias`, { shape: [width], group, init: zeros });
  return (x) => {
    const centred = tf.sub<tf.Tensor2D>(x, tf.mean(x, 1, true));
    const variance = tf.mean(tf.square(centred), 1, true);
    const normal = tf.mul<tf.Tensor2D>(centred, tf.rsqrt(tf.add(variance, EPSILON)));
    return tf.add(tf.mul(normal, scale), shift);
  };
}
