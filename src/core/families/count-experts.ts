/** Which layers have routed experts, and how many at most. */
import type { Part, Structure } from '../structure.ts';

export function countExperts(parts: readonly Part[]): Pick<Structure, 'moeLayers' | 'expertsPerLayer'> {
  const moeLayers = new Set<number>();
  let expertsPerLayer = 0;
  for (const { layer, expert } of parts) {
    if (layer === null || expert === null) continue;
    moeLayers.add(layer);
    expertsPerLayer = Math.max(expertsPerLayer, expert + 1);
  }
  return { moeLayers: [...moeLayers].sort((a, b) => a - b), expertsPerLayer };
}
