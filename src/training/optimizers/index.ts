/** All optimisers. */
import { adam } from './adam.ts';
import { adamW } from './adamw.ts';
import type { OptimizerKind } from './optimizer.ts';
import { sgd } from './sgd.ts';

export const optimizers: readonly OptimizerKind[] = [adam, adamW, sgd];
