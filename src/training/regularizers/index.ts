/** All regularisers. */
import type { RegularizerKind } from './regularizer.ts';
import { switchBalance } from './switch-balance.ts';

export const regularizers: readonly RegularizerKind[] = [switchBalance];
