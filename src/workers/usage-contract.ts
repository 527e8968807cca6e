/** What the page may ask of the thread that works out what takes longer than a frame. */
import type { Matrix } from '../core/routing/matrix.ts';
import type { LayerReading } from '../core/trace/reading.ts';
import type { IntervalInput, LoadIntervals } from '../core/usage/load-intervals.ts';
import type { SimilarityAnalysis } from '../core/usage/similarity-analysis.ts';
import type { PairAnalysis } from '../core/usage/pair-analysis.ts';

export interface UsageContract {
  intervals: { request: IntervalInput; reply: LoadIntervals | null };
  similarity: { request: Matrix; reply: SimilarityAnalysis };
  pairs: { request: NonNullable<LayerReading['pairs']>; reply: PairAnalysis | null };
}
