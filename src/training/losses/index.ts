/** All losses. */
import { competitiveLoss } from './competitive.ts';
import { cooperativeLoss } from './cooperative.ts';
import { crossEntropyLoss } from './cross-entropy.ts';
import { expectationOfLosses } from './expectation-of-losses.ts';
import type { LossKind } from './loss.ts';

export const losses: readonly LossKind[] = [
  crossEntropyLoss,
  cooperativeLoss,
  expectationOfLosses,
  competitiveLoss,
];
