/** Layers under the names that scripts give them in dicts and archives. */
import type { Saved } from './looks/saved.ts';

/** 3, "3", "layer_3", "layers.3": the layer; null for anything else. */
export function layerOfKey(key: Saved): number | null {
  if (typeof key !== 'number' && typeof key !== 'string') return null;
  const [, id] = /^(?:layers?[._]?)?(\d{1,5})$/.exec(String(key)) ?? [];
  return id === undefined ? null : Number(id);
}
