/** How far the shares of a layer's experts may be from those of all such texts. */
import { sum, type Matrix } from '../routing/matrix.ts';
import { bootstrapInterval } from '../routing/statistics/bootstrap.ts';
import { wilsonInterval } from '../routing/statistics/proportion.ts';
import { tokenCount } from '../routing/statistics/routing-counts.ts';
import type { LayerReading } from '../trace/reading.ts';

export interface LoadIntervals {
  /**
   * - `documents`: whole documents drawn again, for tokens of one are alike;
   * - `tokens`: Wilson's, as if tokens were independent: too narrow for texts.
   */
  readonly kind: 'documents' | 'tokens';
  /** Documents or tokens behind them. */
  readonly units: number;
  /** [E], of the share of all choices; 95 %. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

const SEED = 20_250_101;
const REPLICATES = 1000;
/** Multiplications that a thousand replicates may take; of more experts times documents there are fewer replicates. */
const MOST_WORK = 4e8;

export type IntervalInput = Pick<LayerReading, 'counts' | 'documents' | 'topK' | 'tokens'>;

/**
 * Of fewer there is no interval: two documents drawn again come out the same twice in two times, so that their ends are the
 * documents themselves, and tokens as if they were independent would claim to know even more.
 */
export const FEWEST_DOCUMENTS = 5;

/**
 * Null where nothing tells how certain counts are: neither documents nor tokens are known, nothing was chosen, or there are
 * too few documents.
 */
export function loadIntervals(layer: IntervalInput): LoadIntervals | null {
  const { counts, documents } = layer;
  const choices = sum(counts.choices);
  if (!(choices > 0)) return null;
  // choices of no document would be left out of their own interval
  const isOfDocuments = documents !== null && sum(documents.values) >= (1 - 1e-9) * choices;
  return isOfDocuments ? ofDocuments(documents) : ofTokens(layer);
}

function ofDocuments(documents: Matrix): LoadIntervals | null {
  if (documents.rows < FEWEST_DOCUMENTS) return null;
  const replicates = Math.min(REPLICATES, Math.max(200, Math.floor(MOST_WORK / documents.values.length)));
  const interval = bootstrapInterval(documents, sharesOf, { seed: SEED, replicates });
  if (interval === null) return null;
  // a stretched percentile may leave what a share can be
  const held = (ends: Float64Array) => ends.map((end) => Math.min(1, Math.max(0, end)));
  return { kind: 'documents', units: documents.rows, low: held(interval.low), high: held(interval.high) };
}

function ofTokens({ counts, topK, tokens }: IntervalInput): LoadIntervals | null {
  const trials = Math.max(tokens ?? 0, tokenCount(counts));
  if (trials === 0 || topK === null || topK === 0) return null;
  // the chance of a token to choose an expert is k times the expert's share of choices
  const chance = sum(counts.choices) / trials;
  const ends = Array.from(counts.choices, (n) => wilsonInterval(Math.min(n, trials), trials));
  return {
    kind: 'tokens',
    units: trials,
    low: Float64Array.from(ends, ([low]) => low / chance),
    high: Float64Array.from(ends, ([, high]) => high / chance),
  };
}

export function sharesOf(counts: Float64Array): Float64Array {
  const total = sum(counts);
  return counts.map((n) => n / total);
}
