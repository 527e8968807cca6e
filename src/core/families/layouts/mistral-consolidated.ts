/**
 * Mistral's own files (`consolidated.*`) of Mixtral v0.1: the experts' rows one below the other, the third matrix
 * transposed so that all three are [experts · ffn, hidden]. From v0.3 on they are as in `numbered-experts`.
 */
import { defineLayout } from '../layout.ts';
import { numberedNames } from './projection-names.ts';

export const mistralConsolidated = defineLayout('mistral-consolidated', [
  {
    role: 'expert',
    name: 'block_sparse_moe.{proj}',
    projections: numberedNames,
    axes: ['expert-rows', 'in'],
  },
]);
