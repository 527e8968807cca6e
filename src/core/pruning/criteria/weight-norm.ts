import type { Criterion } from '../criterion.ts';
import { scoresOfWeights } from './weight-sums.ts';

export const weightNorm = {
  id: 'weight-norm',
  name: 'Weight norm',
  formula: '‖Wᵢ‖ = √Σw² over all matrices of the expert',
  explanation:
    'How large the expert’s weights are. It needs no data; experts that are seldom trained stay small.',
  reference: { text: 'magnitude, the oldest criterion there is' },
  needs: 'weights',
  source: 'The scan of the checkpoint.',
  scores: (basis) => scoresOfWeights(basis, ({ sumSquares }) => Math.sqrt(sumSquares)),
} as const satisfies Criterion;
