/** Layers as people type them: `0-3, 7`; nothing for all. */

/** More numbers than any model has layers are a slip. */
const LARGEST_LAYER = 9999;

export function formatLayers(layers: readonly number[] | null): string {
  if (layers === null) return '';
  const runs: [number, number][] = [];
  for (const layer of layers) {
    const run = runs.at(-1);
    if (run?.[1] === layer - 1) run[1] = layer;
    else runs.push([layer, layer]);
  }
  return runs.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(', ');
}

/** Rising, each once; null for all. Undefined for a text that means no layers. */
export function parseLayers(text: string): readonly number[] | null | undefined {
  if (text.trim() === '') return null;
  const layers = new Set<number>();
  for (const item of text.split(/[,\s]+/).filter(Boolean)) {
    const match = /^(\d{1,4})(?:[-–](\d{1,4}))?$/.exec(item);
    if (match === null) return undefined;
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
    if (last < first || last > LARGEST_LAYER) return undefined;
    for (let layer = first; layer <= last; layer++) layers.add(layer);
  }
  return layers.size === 0 ? undefined : [...layers].sort((a, b) => a - b);
}
