/** All places where experts can stand. */
import { blockPlacement } from './block.ts';
import { headPlacement } from './head.ts';
import { hiddenPlacement } from './hidden.ts';
import type { PlacementKind } from './placement.ts';

export const placements: readonly PlacementKind[] = [headPlacement, hiddenPlacement, blockPlacement];
