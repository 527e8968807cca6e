/** Adds up the choices of a batch one by one, and tells apart what stands for no choice. */
import type { LayerIds } from './batch-view.ts';
import { MAX_TRACE_EXPERTS } from './trace-limits.ts';

export interface CareOptions {
  readonly tokens: number;
  readonly slots: number;
  /** Experts of the layer, null where they are unknown. */
  readonly experts: number | null;
  /** An expert that a token lists twice: counted once? */
  readonly dropsRepeats: boolean;
  /** 255 and the like: taken for no choice where an expert of that id is possible? */
  readonly dropsPadding: boolean;
}

export interface CarefulCount {
  /** [tokens, slots]: ids as they count, −1 for none. */
  readonly ids: Int32Array;
  /** [slots + 1]: tokens by how many experts they chose. */
  readonly sizes: Float64Array;
  /** Tokens of expert 0 in every slot, which count nowhere else: they were not routed here. */
  readonly zeroTokens: number;
  readonly repeats: number;
  readonly outside: number;
  readonly largestOutside: number;
  /** Id → how often it stood for no choice. */
  readonly padding: ReadonlyMap<number, number>;
}

/** What −1 comes to in 8 and in 16 bits. */
const ALL_ONES = [255, 65_535];

export function countCarefully(layer: LayerIds, options: CareOptions): CarefulCount {
  const { tokens, slots, experts } = options;
  const limit = experts ?? MAX_TRACE_EXPERTS;
  const ids = new Int32Array(tokens * slots).fill(-1);
  const sizes = new Float64Array(slots + 1);
  const padding = new Map<number, number>();
  let [zeroTokens, repeats, outside, largestOutside] = [0, 0, 0, -1];
  for (let t = 0; t < tokens; t++) {
    const start = layer.start + t * layer.token;
    if (slots > 1 && isAll(0, layer, { start, slots })) {
      zeroTokens++;
      continue;
    }
    let size = 0;
    for (let s = 0; s < slots; s++) {
      const id = layer.ids[start + s * layer.slot]!;
      const isNone = id < 0 || isPadding(id, layer, { start, limit, slots });
      if (isNone) padding.set(id, (padding.get(id) ?? 0) + 1);
      const isRepeat = !isNone && includes(ids, id, { from: t * slots, to: t * slots + s });
      if (isRepeat) repeats++;
      if (id < 0 || (isNone && options.dropsPadding) || (isRepeat && options.dropsRepeats)) continue;
      if (id >= limit) {
        outside++;
        largestOutside = Math.max(largestOutside, id);
      } else {
        ids[t * slots + s] = id;
        size++;
      }
    }
    sizes[size]!++;
  }
  return { ids, sizes, zeroTokens, repeats, outside, largestOutside, padding };
}

function isAll(id: number, layer: LayerIds, { start, slots }: { start: number; slots: number }): boolean {
  for (let s = 0; s < slots; s++) if (layer.ids[start + s * layer.slot] !== id) return false;
  return true;
}

/** No expert of that number, or one that the token lists twice, as no router does. */
function isPadding(
  id: number,
  layer: LayerIds,
  { start, limit, slots }: { start: number; limit: number; slots: number },
): boolean {
  if (!ALL_ONES.includes(id)) return false;
  if (id >= limit) return true;
  let times = 0;
  for (let s = 0; s < slots; s++) if (layer.ids[start + s * layer.slot] === id) times++;
  return times > 1;
}

function includes(ids: Int32Array, id: number, { from, to }: { from: number; to: number }): boolean {
  for (let i = from; i < to; i++) if (ids[i] === id) return true;
  return false;
}
