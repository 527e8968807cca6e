/** All trunks of gates. */
import { krishnamurthyTrunk } from './krishnamurthy.ts';
import { mlpTrunk } from './mlp.ts';
import { noTrunk } from './none.ts';
import type { TrunkKind } from './trunk.ts';

export const trunks: readonly TrunkKind[] = [noTrunk, mlpTrunk, krishnamurthyTrunk];
