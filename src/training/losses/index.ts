/** All losses. */
import { crossEntropyLoss } from './cross-entropy.ts';
import type { LossKind } from './loss.ts';

export const losses: readonly LossKind[] = [crossEntropyLoss];
