/** All optimisers. */
import { adam } from './adam.ts';
import type { OptimizerKind } from './optimizer.ts';

export const optimizers: readonly OptimizerKind[] = [adam];
