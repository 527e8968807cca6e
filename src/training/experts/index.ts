/** All kinds of experts. */
import type { ExpertKind } from './expert-kind.ts';
import { krishnamurthyCnnExperts } from './krishnamurthy-cnn.ts';
import { linearExperts } from './linear.ts';
import { mlpExperts } from './mlp.ts';

export const expertKinds: readonly ExpertKind[] = [mlpExperts, linearExperts, krishnamurthyCnnExperts];
