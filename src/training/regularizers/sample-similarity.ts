/**
 * Sample similarity L_s: Krishnamurthy, Watkins & Gaertner, arXiv 2302.14703. With D the distances between the samples of
 * a batch, the largest being 1, and s = Σ_{x,x'} (PPᵀ∘D) = Σ P∘(D P),
 *
 *   same = s/E,   diff = (ΣD − s)/(E² − E),   L_s = (β_s same − β_d diff)/T²
 *
 * because Σ_{ij} p_i(x) p_j(x') = 1 (core/routing/balance/sample-similarity.ts). Distances are taken as they are.
 */
import { asConstant } from '../off-tape.ts';
import { krishnamurthy2023 } from '../papers.ts';
import * as tf from '../tf.ts';
import { defineRegularizer, strengthParameter, type RegularizerInput } from './regularizer.ts';

export const sampleSimilarity = defineRegularizer({
  id: 'sample-similarity',
  name: 'Sample similarity',
  explanation:
    'Sends samples that look alike to the same expert, and different ones to different experts. Compares every pair of a batch.',
  papers: [krishnamurthy2023],
  parameters: {
    same: strengthParameter(
      0.26,
      'Of the distance within an expert. The published 10⁻⁶ at batches of 512 means 0.26 here.',
      'Same expert β_s',
    ),
    different: strengthParameter(
      0.001,
      'Of the distance between experts. Published values lie between 10⁻⁷ and 10⁻¹.',
      'Different experts β_d',
    ),
    form: {
      type: 'choice',
      choices: [
        { value: 'normalised', label: 'Normalised' },
        { value: 'published', label: 'As published' },
      ],
      default: 'normalised',
      label: 'Form',
      explanation:
        'The published code divides only the second part by the number of pairs, by a misplaced bracket. Choose it to use the published strengths as they are.',
    },
    distances: {
      type: 'choice',
      choices: [
        { value: 'inputs', label: 'Of inputs' },
        { value: 'features', label: 'Of features' },
      ],
      default: 'inputs',
      label: 'Distances',
      explanation:
        'Whether samples are compared as the dataset gives them, or as the experts see them. Tokens are always compared by their features.',
    },
  },
  build: ({ same, different, form, distances }) => ({
    penalty: (input) => {
      const probabilities = tf.softmax(input.forward.scores.logits);
      const [samples, experts] = probabilities.shape;
      const between = asConstant(() => relativeDistances(rowsOf(input, distances)));
      const shared = tf.sum<tf.Scalar>(tf.mul(probabilities, tf.matMul(between, probabilities)));
      const apart = tf.sub<tf.Scalar>(tf.sum(between), shared);
      const pairs = samples ** 2;
      const sameShare = same / experts / (form === 'normalised' ? pairs : 1);
      const differentShare = experts > 1 ? different / (experts ** 2 - experts) / pairs : 0;
      return tf.sub(tf.mul(shared, sameShare), tf.mul(apart, differentShare));
    },
  }),
});

/** What is compared, a row for each row of the gate. */
function rowsOf({ forward, inputs }: RegularizerInput, distances: 'inputs' | 'features'): tf.Tensor2D {
  const [rows] = forward.gates.shape;
  const isPerSample = inputs.shape[0] === rows;
  return distances === 'inputs' && isPerSample ? tf.reshape(inputs, [rows, -1]) : forward.features;
}

/** Euclidean distances between rows, divided by the largest; [T, d] → [T, T]. */
function relativeDistances(rows: tf.Tensor2D): tf.Tensor2D {
  // without their mean the products are smaller, and so is what rounding leaves of their differences
  const centred = tf.sub<tf.Tensor2D>(rows, tf.mean(rows, 0));
  const squares = tf.sum(tf.square(centred), 1, true);
  const products = tf.matMul(centred, centred, false, true);
  const squared = tf.sub(tf.add(squares, tf.transpose(squares)), tf.mul(products, 2));
  const others = tf.sub(1, tf.eye(rows.shape[0]));
  const distances = tf.mul(tf.sqrt(tf.relu(squared)), others);
  return tf.div(distances, tf.maximum(tf.max(distances), 1e-30));
}
