/** A layer of which nothing but counts is known, as most producers have it. */
import type { RoutingCounts } from '../routing/statistics/routing-counts.ts';
import type { LayerReading } from './reading.ts';

export function countsAlone(
  layer: number,
  counts: RoutingCounts,
  topK: LayerReading['topK'] = null,
): LayerReading {
  return {
    layer,
    experts: counts.choices.length,
    topK,
    tokens: null,
    counts,
    hasFirstChoices: false,
    documents: null,
    steps: null,
    classes: null,
    gates: null,
    selected: null,
    weightSums: null,
    pairs: null,
    flow: null,
    vocabulary: null,
  };
}
