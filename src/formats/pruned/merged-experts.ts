/** Which experts became one, as JSON beside the weights: by the original's numbers, as `scripts/check-pruned.py` reads it. */
import { trueGroups, type MergedLayer } from '../../core/pruning/merging/merged-layer.ts';

export const MERGED_EXPERTS_FILE = 'merged-experts.json';

/** Rises when a reader of the old form would misread the new. */
const VERSION = 1;

export function formatMerged(merged: readonly MergedLayer[], labels: readonly string[]): string {
  const layers = Object.fromEntries(
    merged.map((layer) => [
      labels[layer.layer] ?? String(layer.layer),
      { router: layer.router, isAligned: layer.isAligned, groups: trueGroups(layer) },
    ]),
  );
  return `${JSON.stringify({ version: VERSION, layers }, null, 1)}\n`;
}
