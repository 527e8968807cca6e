/** Matrices of the experts of a checkpoint, read as [outputs, inputs] whichever way they lie. */
import type { Checkpoint } from '../core/checkpoint.ts';
import type { Structure } from '../core/structure.ts';
import type { MatrixPlace } from '../formats/matrix-places.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { matrixBlocks } from '../scan/ordered/matrix-blocks.ts';
import { PartReader } from '../scan/part-values.ts';
import { planScan } from '../scan/plan.ts';

export interface ExpertMatrix extends MatrixPlace {
  readonly values: Float64Array;
}

/** By layer, expert and projection: `1 3 up`. */
export async function expertMatrices(
  checkpoint: Checkpoint,
  structure: Structure,
  places: readonly MatrixPlace[],
): Promise<ReadonlyMap<string, ExpertMatrix>> {
  const reader = new PartReader(planScan(checkpoint, structure), sourceOf);
  const found = new Map<string, ExpertMatrix>();
  for (const place of places) {
    const { layer, expert, projection } = structure.parts[place.part]!;
    const values: number[] = [];
    for await (const block of matrixBlocks(reader, place)) values.push(...block.values);
    found.set(`${layer} ${expert} ${projection}`, { ...place, values: Float64Array.from(values) });
  }
  return found;
}
