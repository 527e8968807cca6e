import type { Criterion } from '../criterion.ts';
import { scoreIds } from '../measured-scores.ts';
import { measuredScores } from './measured-scores.ts';

export const naee = {
  id: scoreIds.reconstruction,
  name: 'NAEE',
  formula: 'how often i is among argmin over sets S of ‖Z − Z′(S)‖, of all sizes',
  explanation:
    'Which experts reproduce best what all of them put out. Of each number of experts the best set is sought, all of them tried where there are at most 500, else one expert left out after the other; the more of these sets an expert is in, the longer it stays.',
  reference: { text: 'Lu et al. 2024, arXiv 2402.14800', href: 'https://arxiv.org/abs/2402.14800' },
  needs: 'measured',
  source:
    'A model that was trained here, with its dataset at hand: sets of experts are tried on samples that were held back from training.',
  scores: (basis) => measuredScores(basis, scoreIds.reconstruction),
} as const satisfies Criterion;
