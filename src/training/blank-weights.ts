/** Weights of a model whose values come from elsewhere: zeros until then, as drawing millions of them takes its time. */
import { seededRandom } from '../core/random.ts';
import * as tf from './tf.ts';
import { Weights } from './weights.ts';

export class BlankWeights extends Weights {
  constructor() {
    super(seededRandom(0));
  }

  protected override make(shape: readonly number[]): tf.Variable {
    return tf.tidy(() => tf.variable(tf.zeros([...shape]), true));
  }
}
