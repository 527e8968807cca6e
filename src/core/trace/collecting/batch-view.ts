/** The choices of one layer within a batch: id of token t and slot s is ids[start + t · token + s · slot]. */
import type { IdArray, TokenBatch } from '../trace-sink.ts';

export interface LayerIds {
  readonly ids: IdArray;
  readonly start: number;
  readonly token: number;
  readonly slot: number;
}

export function layerIds({ ids, strides }: TokenBatch, layer: number): LayerIds {
  return { ids, start: layer * strides.layer, token: strides.token, slot: strides.slot };
}
