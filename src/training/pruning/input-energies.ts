/** What goes into the matrices of each expert on some samples: what Wanda weighs weights by. */
import type { SampleChoice } from '../batch-tensors.ts';
import { ExpertTally, type MeanSquares } from '../checkpoint/expert-tally.ts';
import { inOrder } from '../datasets/batches.ts';
import { predictBatch, TEST_BATCH } from '../evaluation.ts';
import type { Model } from '../model.ts';

/** Null where experts have no hidden layer, or see mixtures of samples. */
export function inputEnergies(model: Model, choice: SampleChoice): MeanSquares | null {
  if (model.router.slotsPerExpert !== undefined) return null;
  const tally = new ExpertTally(model.experts);
  for (const samples of inOrder(choice.samples, TEST_BATCH))
    predictBatch(model, { ...choice, samples }, (forward) => tally.add(forward, model));
  return tally.meanSquares();
}
