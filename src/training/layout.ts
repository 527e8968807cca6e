/** Where the rows of a batch come from: a row a sample, or a row for each token of a sample, some of them padding. */
import { sumRows, takeRows } from './rows.ts';
import * as tf from './tf.ts';

export interface Layout {
  readonly samples: number;
  /** Rows of a sample, m. */
  readonly tokens: number;
  /** Rows that are no padding, ascending; null where all are real. */
  readonly real: Int32Array | null;
}

/** Number T of rows that are real. */
export function realCount({ samples, tokens, real }: Layout): number {
  return real?.length ?? samples * tokens;
}

/** The sample of each real row, [T]. */
export function sampleOfRows(layout: Layout): Int32Array {
  const { tokens, real } = layout;
  if (real !== null) return real.map((row) => Math.floor(row / tokens));
  return Int32Array.from({ length: realCount(layout) }, (_, row) => Math.floor(row / tokens));
}

/** Rows of `x` [B · m, d] that are real: [T, d]. */
export function realRows(x: tf.Tensor2D, { real }: Layout): tf.Tensor2D {
  return real === null ? x : takeRows(x, tf.tensor1d(real, 'int32'));
}

/** 1 for a real token and 0 for padding, [B, m]. */
export function realMask({ samples, tokens, real }: Layout): tf.Tensor2D {
  const mask = new Float32Array(samples * tokens);
  if (real === null) mask.fill(1);
  else for (const row of real) mask[row] = 1;
  return tf.tensor2d(mask, [samples, tokens]);
}

/** Mean over the real tokens of each sample: [T, d] → [B, d]; 0 for a sample without any. */
export function meanOfTokens(x: tf.Tensor2D, layout: Layout): tf.Tensor2D {
  const { samples, tokens, real } = layout;
  if (tokens === 1 && real === null) return x;
  if (real === null) return tf.mean<tf.Tensor2D>(tf.reshape(x, [samples, tokens, x.shape[1]]), 1);
  const sampleOf = sampleOfRows(layout);
  const share = new Float32Array(samples);
  for (const sample of sampleOf) share[sample]!++;
  share.forEach((count, sample) => (share[sample] = 1 / Math.max(1, count)));
  const sums = sumRows(x, tf.tensor1d(sampleOf, 'int32'), samples);
  return sums.mul(tf.tensor2d(share, [samples, 1]));
}
