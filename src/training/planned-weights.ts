/** Weights that have names and shapes and no values: a model built of them can be counted, at any size, and not run. */
import { seededRandom } from '../core/random.ts';
import * as tf from './tf.ts';
import { Weights } from './weights.ts';

export class PlannedWeights extends Weights {
  constructor() {
    super(seededRandom(0));
  }

  /** Known to no backend, so that nothing is allocated and nothing is to be disposed of. */
  protected override make(shape: readonly number[]): tf.Variable {
    return new tf.Variable(new tf.Tensor([...shape], 'float32', {}, 0), true, 'planned', 0);
  }
}
