import type { Criterion } from '../criterion.ts';
import { scoreIds } from '../measured-scores.ts';
import { measuredScores } from './measured-scores.ts';

export const leaveOneOut = {
  id: scoreIds.leaveOneOut,
  name: 'Leave-one-out',
  formula: 'loss without i − loss',
  explanation:
    'By how much the model gets worse when this expert alone is gone, its samples sent to the others. The judge of all other criteria, and affordable for small models alone; of several experts that go together it knows nothing.',
  reference: { text: 'the plainest ablation there is' },
  needs: 'measured',
  source:
    'A model that was trained here, with its dataset at hand: it is run without each expert on samples that were held back from training.',
  scores: (basis) => measuredScores(basis, scoreIds.leaveOneOut),
} as const satisfies Criterion;
