/** The positions of a threshold's slider: the edges of the sketches' bins, where what stays is known exactly. */
import { binEdge, binOf, SKETCH_BINS } from '../../core/sketch/levels.ts';
import type { SliderScale } from '../../ui/slider-scale.ts';

/** Weights below so much of the largest hold nothing that could be seen. */
const LOWEST_SHARE = 1e-5;

/** Up to the first edge above all weights. `largest` > 0. */
export function thresholdScale(largest: number): SliderScale {
  const low = binOf(largest * LOWEST_SHARE, SKETCH_BINS);
  const positions = binOf(largest, SKETCH_BINS) + 1 - low;
  return {
    positions,
    // an octave
    coarse: SKETCH_BINS,
    toValue: (position) => binEdge(low + position, SKETCH_BINS),
    toPosition: (value) =>
      value > 0 ? Math.min(positions, Math.max(0, binOf(value, SKETCH_BINS) - low)) : 0,
  };
}
