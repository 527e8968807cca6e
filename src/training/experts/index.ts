/** All kinds of experts. */
import type { ExpertKind } from './expert-kind.ts';
import { mlpExperts } from './mlp.ts';

export const expertKinds: readonly ExpertKind[] = [mlpExperts];
