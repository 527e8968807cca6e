/** Modular sums: learn (a + b) mod n from part of the table (Power et al., "Grokking", arXiv 2201.02177). */
import { seedParameter } from '../../../core/parameters.ts';
import { vectorDataset } from '../build.ts';
import { compactLabels, type VectorSplit } from '../dataset.ts';
import { defineDataset } from '../definition.ts';
import { holdBack } from '../shares.ts';
import { numberedClasses } from './drawn.ts';

export const modularSum = defineDataset({
  id: 'modular-sum',
  name: 'Modular sum',
  kind: 'vector',
  summary: 'Two numbers and their sum modulo n, each pair once: a rule to be found, not a shape.',
  parameters: {
    modulus: {
      type: 'integer',
      min: 5,
      max: 113,
      default: 31,
      label: 'Modulus n',
      explanation: 'There are n² pairs and n classes; a sample is two one-hot vectors of n numbers.',
    },
    trainFraction: {
      type: 'number',
      min: 0.2,
      max: 0.9,
      default: 0.5,
      label: 'Training share',
      explanation:
        'Share of the table to learn from; the rest is the test. Below a third the rule is rarely found.',
    },
    seed: seedParameter,
  },
  needs: [],
  load({ modulus, trainFraction, seed }) {
    const sums = compactLabels(
      Array.from(
        { length: modulus ** 2 },
        (_, pair) => (Math.floor(pair / modulus) + (pair % modulus)) % modulus,
      ),
      modulus,
    );
    const testSize = sums.length - Math.round(trainFraction * sums.length);
    const { kept, heldBack } = holdBack(sums, { size: testSize, seed });
    const split = (chosen: Uint32Array): VectorSplit => ({
      values: oneHotPairs(chosen, modulus),
      labels: compactLabels(
        Array.from(chosen, (pair) => sums[pair]!),
        modulus,
      ),
      partOf: null,
    });
    const numbers = numberedClasses(modulus);
    return Promise.resolve(
      vectorDataset(
        {
          id: 'modular-sum',
          name: 'Modular sum',
          classes: numbers,
          origin: `Every pair of numbers below ${modulus}.`,
          licence: 'None needed: it is arithmetic.',
          division: `A share of ${trainFraction} of the pairs of every sum, chosen by the seed ${seed}; the rest is the test.`,
          notices: [],
        },
        {
          features: [...numbers.map((n) => `a = ${n}`), ...numbers.map((n) => `b = ${n}`)],
          train: split(kept),
          test: split(heldBack),
        },
      ),
    );
  },
});

function oneHotPairs(pairs: Uint32Array, modulus: number): Float32Array {
  const values = new Float32Array(pairs.length * 2 * modulus);
  pairs.forEach((pair, row) => {
    values[2 * modulus * row + Math.floor(pair / modulus)] = 1;
    values[2 * modulus * row + modulus + (pair % modulus)] = 1;
  });
  return values;
}
