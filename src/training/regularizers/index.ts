/** All regularisers. */
import { gateEntropy } from './gate-entropy.ts';
import { groupLasso } from './group-lasso.ts';
import { hoyerSquare } from './hoyer-square.ts';
import { importance } from './importance.ts';
import { l1 } from './l1.ts';
import { l2 } from './l2.ts';
import { load } from './load.ts';
import type { RegularizerKind } from './regularizer.ts';
import { sampleSimilarity } from './sample-similarity.ts';
import { switchBalance } from './switch-balance.ts';
import { uniformDivergence } from './uniform-divergence.ts';
import { zLoss } from './z-loss.ts';

export const regularizers: readonly RegularizerKind[] = [
  switchBalance,
  importance,
  load,
  uniformDivergence,
  sampleSimilarity,
  gateEntropy,
  zLoss,
  l1,
  l2,
  groupLasso,
  hoyerSquare,
];
