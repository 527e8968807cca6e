/** Every synthetic sample, in the order of the gallery. */
import { gaussian } from './gaussian.ts';
import { halfPruned } from './half-pruned.ts';
import { heavyTailed } from './heavy-tailed.ts';
import type { SyntheticSample } from './synthetic-sample.ts';

export const samples = [gaussian, heavyTailed, halfPruned] as const satisfies readonly SyntheticSample[];
