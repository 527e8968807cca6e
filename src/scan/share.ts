/** Which batches are the i-th n-th of a scan: a stretch of the checkpoint's bytes, so that each machine reads its own. */
import type { ScanPlan } from './plan.ts';
import { unitBytes, type Unit } from './units.ts';

export interface Share {
  /** From 1 to `of`. */
  readonly part: number;
  readonly of: number;
}

/** Rising by their place in the files. Every batch is in one share; where there are fewer than shares, some are empty. */
export function batchesInShare(
  plan: ScanPlan,
  batches: readonly (readonly Unit[])[],
  { part, of }: Share,
): number[] {
  const places = batches.map((units, batch) => ({
    batch,
    file: units[0]!.file,
    startByte: units[0]!.startByte,
    bytes: units.reduce((sum, unit) => sum + unitBytes(plan, unit), 0),
  }));
  places.sort((a, b) => a.file - b.file || a.startByte - b.startByte || a.batch - b.batch);
  const total = places.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  return places.flatMap(({ batch, bytes }) => {
    // by its middle, so that shares differ by no more than a batch
    const share = Math.min(of, 1 + Math.floor(((before + bytes / 2) / total) * of));
    before += bytes;
    return share === part ? [batch] : [];
  });
}
