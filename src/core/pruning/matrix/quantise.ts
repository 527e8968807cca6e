/**
 * Round-to-nearest quantisation, symmetric by the largest magnitude: s = max|w| / (2^(b−1) − 1) over all weights that share a
 * scale, code = round(w / s), ŵ = code · s. Halves go to the even code, as `np.round`, `torch.round` and `tf.round` take them.
 * No code is clipped, as s is made of the largest. int2 has the codes −1, 0 and 1.
 *
 * Scales are stored as 16-bit floats, but taken here as they are: rounding one, by 2⁻¹¹ of it at most, adds noise that lies
 * 66 dB below the weights, less than 0.05 dB of an error of int8.
 */
import type { WeightMatrix } from './weight-matrix.ts';

export const quantisedBits = [8, 4, 3, 2] as const;
export type QuantisedBits = (typeof quantisedBits)[number];

/** What shares a scale: all of a matrix, an output's weights, or so many inputs of an output side by side. */
export const quantisedGroups = ['tensor', 'channel', 128, 64, 32] as const;
export type QuantisedGroup = (typeof quantisedGroups)[number];

export interface Quantisation {
  readonly bits: QuantisedBits;
  readonly group: QuantisedGroup;
}

/** What quantising did to a matrix, over its finite weights. */
export interface QuantisationError {
  /** Σw² and Σ(w − ŵ)². */
  readonly signal: number;
  readonly noise: number;
  /** Largest |w − ŵ|. */
  readonly maxError: number;
  /** Σwŵ / √(Σw² Σŵ²); 1 where all weights are zero. */
  readonly cosine: number;
  /** Weights with the code 0, those that were zero before among them. */
  readonly zeros: number;
  /** Weights that are no numbers: they have no code, and stay as they are. */
  readonly notFinite: number;
}

const SCALE_BYTES = 2;

/** Largest code of each sign. */
export function largestCode(bits: QuantisedBits): number {
  return 2 ** (bits - 1) - 1;
}

/** Scales of a matrix; groups at the end of an output's inputs may be shorter. */
export function scaleCount(
  { rows, columns }: Pick<WeightMatrix, 'rows' | 'columns'>,
  group: QuantisedGroup,
): number {
  if (group === 'tensor') return 1;
  return rows * (group === 'channel' ? 1 : Math.ceil(columns / group));
}

/** Bytes of codes, packed without gaps, and of scales. */
export function quantisedBytes(
  shape: Pick<WeightMatrix, 'rows' | 'columns'>,
  { bits, group }: Quantisation,
): { readonly codes: number; readonly scales: number } {
  return {
    codes: Math.ceil((shape.rows * shape.columns * bits) / 8),
    scales: SCALE_BYTES * scaleCount(shape, group),
  };
}

/** ŵ: the same matrix as its codes and scales give it back. */
export function quantise(matrix: WeightMatrix, { bits, group }: Quantisation): WeightMatrix {
  const values = matrix.values.slice();
  forEachGroup(matrix, group, (start, end) => {
    const step = largestFinite(matrix.values, start, end) / largestCode(bits);
    for (let i = start; i < end; i++) if (Number.isFinite(values[i])) values[i] = rounded(values[i]!, step);
  });
  return { ...matrix, values };
}

export function quantisationError(matrix: WeightMatrix, { bits, group }: Quantisation): QuantisationError {
  const { values } = matrix;
  let [signal, noise, maxError, zeros, notFinite] = [0, 0, 0, 0, 0];
  let [dot, energy] = [0, 0];
  forEachGroup(matrix, group, (start, end) => {
    const step = largestFinite(values, start, end) / largestCode(bits);
    for (let i = start; i < end; i++) {
      const w = values[i]!;
      if (!Number.isFinite(w)) notFinite++;
      else {
        const quantised = rounded(w, step);
        const error = w - quantised;
        signal += w * w;
        noise += error * error;
        dot += w * quantised;
        energy += quantised * quantised;
        if (quantised === 0) zeros++;
        maxError = Math.max(maxError, Math.abs(error));
      }
    }
  });
  const cosine = signal > 0 && energy > 0 ? dot / Math.sqrt(signal * energy) : 1;
  return { signal, noise, maxError, cosine, zeros, notFinite };
}

/** 10 log₁₀(Σw² / Σ(w − ŵ)²) in dB: Infinity where nothing is lost. */
export function sqnr({ signal, noise }: { readonly signal: number; readonly noise: number }): number {
  return noise > 0 ? 10 * Math.log10(signal / noise) : Infinity;
}

/** Adding and taking it away leaves whole numbers, halves to even, as doubles of this size have no fractions. */
const ROUNDER = 1.5 * 2 ** 52;

/** The multiple of `step` that is nearest; zero where there are no steps. */
function rounded(value: number, step: number): number {
  return step > 0 ? (value / step + ROUNDER - ROUNDER) * step : 0;
}

/** Visits the runs of `values` that share a scale. */
function forEachGroup(
  { rows, columns, values }: WeightMatrix,
  group: QuantisedGroup,
  visit: (start: number, end: number) => void,
): void {
  if (group === 'tensor') visit(0, values.length);
  else {
    const width = group === 'channel' ? columns : group;
    for (let row = 0; row < rows; row++) {
      const end = (row + 1) * columns;
      for (let start = row * columns; start < end; start += width) visit(start, Math.min(end, start + width));
    }
  }
}

function largestFinite(values: WeightMatrix['values'], start: number, end: number): number {
  let largest = 0;
  for (let i = start; i < end; i++) {
    const magnitude = Math.abs(values[i]!);
    if (magnitude > largest && magnitude < Infinity) largest = magnitude;
  }
  return largest;
}
