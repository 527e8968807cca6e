/** Group lasso: Yuan & Lin 2006, over hidden units as Scardapane et al., arXiv 1607.00485. λ Σ_g √|g| ‖w_g‖₂. */
import * as tf from '../tf.ts';
import { exactParameter, withExactZeros } from './exact-zeros.ts';
import { defineRegularizer, strengthParameter } from './regularizer.ts';
import { sumOf } from './sum-of.ts';
import { factorsFor, unitLayers, unitNorms, unitSize, type UnitLayer } from './unit-groups.ts';
import { matricesIn, scopeParameter } from './weight-scope.ts';

/** Under the root, which has no slope at 0: without it a group of zeros would make the gradient NaN. */
const LEAST = 1e-12;

export const groupLasso = defineRegularizer({
  id: 'group-lasso',
  name: 'Group lasso',
  explanation:
    'Pulls all weights to and from a hidden unit towards zero together, so that whole units vanish. In a gate, an expert’s scores are such a unit.',
  papers: [
    { title: 'Model Selection and Estimation in Regression with Grouped Variables', cite: 'Yuan & Lin 2006' },
    {
      title: 'Group Sparse Regularization for Deep Neural Networks',
      cite: 'Scardapane et al. 2017',
      arxiv: '1607.00485',
    },
  ],
  parameters: {
    strength: strengthParameter(
      1e-5,
      'Of the sum of the units’ norms, each times the root of its number of weights.',
      'Strength λ',
    ),
    scope: scopeParameter,
    isExact: exactParameter,
  },
  build: ({ strength, scope, isExact }) =>
    withExactZeros(isExact, {
      penalty: ({ weights }) => {
        const layers = unitLayers(matricesIn(weights, scope));
        const norms = layers.map((layer) =>
          tf.mul(tf.sum(unitNorms(layer, LEAST)), Math.sqrt(unitSize(layer))),
        );
        return tf.mul(sumOf(norms), strength);
      },
      // a matrix between two hidden layers is of both: they take their turns
      shrink: (weights, rate) => {
        for (const layer of unitLayers(matricesIn(weights, scope))) {
          tf.tidy(() => shorten(layer, rate * strength * Math.sqrt(unitSize(layer))));
        }
      },
    }),
});

/** Shortens the vector of every unit's weights by `length`, and no further than to zero. */
function shorten(layer: UnitLayer, length: number): void {
  const factors = tf.relu(tf.sub(1, tf.div(length, tf.maximum(unitNorms(layer), 1e-30))));
  for (const part of layer) {
    const { variable } = part.weight;
    variable.assign(tf.mul(variable, factorsFor(part, factors as tf.Tensor1D)));
  }
}
