/** Mean and standard deviation of what a network is fed, over the training split. */
import type { Normalisation } from './dataset.ts';

/** Per channel, of pixels scaled to 0 … 1. Pixels have 256 values, so they are counted, and the sums are exact. */
export function normalisationOfImages(pixels: Uint8Array, channels: number): Normalisation {
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  for (let start = 0; start < pixels.length; start += channels) {
    for (let channel = 0; channel < channels; channel++) counts[channel]![pixels[start + channel]!]!++;
  }
  const total = pixels.length / channels;
  return fromMoments(counts, (count) => {
    let [sum, squares] = [0, 0];
    count.forEach((times, value) => {
      sum += times * value;
      squares += times * value * value;
    });
    const mean = sum / total;
    return { mean: mean / 255, variance: (squares / total - mean * mean) / 255 ** 2 };
  });
}

/** Per feature; in two passes, since values far from 0 would lose their variance in one. */
export function normalisationOfVectors(values: Float32Array, features: number): Normalisation {
  const total = values.length / features;
  const means = new Float64Array(features);
  values.forEach((value, i) => (means[i % features]! += value / total));
  const variances = new Float64Array(features);
  values.forEach((value, i) => (variances[i % features]! += (value - means[i % features]!) ** 2 / total));
  return fromMoments([...means.keys()], (feature) => ({
    mean: means[feature]!,
    variance: variances[feature]!,
  }));
}

function fromMoments<T>(
  inputs: readonly T[],
  momentsOf: (input: T) => { readonly mean: number; readonly variance: number },
): Normalisation {
  const moments = inputs.map(momentsOf);
  return {
    // No sample at all has no moments.
    mean: Float64Array.from(moments, ({ mean }) => (Number.isFinite(mean) ? mean : 0)),
    deviation: Float64Array.from(moments, ({ variance }) => (variance > 0 ? Math.sqrt(variance) : 1)),
  };
}
