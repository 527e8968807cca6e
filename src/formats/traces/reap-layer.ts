/**
 * What REAP observes of one layer: https://github.com/CerebrasResearch/reap, src/reap/observer.py
 * (`_initialize_state`) and src/reap/metrics.py. Values are tensors, or `OnlineStatsTracker`s with a mean.
 */
import { zeroMatrix } from '../../core/routing/matrix.ts';
import { MEAN_OUTPUTS, nearness } from '../../core/routing/similarity/nearness.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { SavedObject, type Saved, type SavedDict } from './looks/saved.ts';
import { TraceArray } from './looks/trace-array.ts';
import type { TraceReadOptions } from './trace-format.ts';

export const FREQUENCY_KEY = 'expert_frequency';
const PAIRS_KEY = 'pairwise_expert_frequency';
const TOKENS_KEY = 'total_tokens';
const MEAN_OUTPUTS_KEY = 'characteristic_activation';

/** Counts [E]; null where this is no layer of REAP's. */
export function frequencyOf(layer: Saved | undefined): TraceArray | null {
  const frequency = layer instanceof Map ? layer.get(FREQUENCY_KEY) : undefined;
  const isCounts = frequency instanceof TraceArray && frequency.isInteger && frequency.shape.length === 1;
  return isCounts && frequency.rows > 0 ? frequency : null;
}

/** Tells all of a layer. True if its pairs are f_i + f_j, whatever they are called, and were left out for it. */
export async function tellReapLayer(
  sink: TraceSink,
  { layer, state }: { readonly layer: number; readonly state: SavedDict },
  options: TraceReadOptions,
): Promise<boolean> {
  const frequency = frequencyOf(state)!;
  const counts = await frequency.read(options);
  sink.counts({ layer, counts, tokens: await readTokens(state, options) });
  for (const [key, value] of state) {
    const array = value instanceof SavedObject ? value.attributes.get('mean') : value;
    const isScores = array instanceof TraceArray && array.isFloat && array.shape.length === 1;
    if (typeof key !== 'string' || !isScores || array.rows !== counts.length) continue;
    sink.scores({ table: key, layer, values: await array.read(options) });
  }
  await tellSimilarities(sink, { layer, experts: counts.length, state }, options);
  await tellMeanOutputs(sink, { layer, experts: counts.length, state }, options);
  return tellPairs(sink, { layer, counts, pairs: state.get(PAIRS_KEY) }, options);
}

/** What experts said of all tokens alike, in the mean: HC-SMoE's grounds. Vectors are as long as the model is wide, distances are few. */
async function tellMeanOutputs(
  sink: TraceSink,
  { layer, experts, state }: { layer: number; experts: number; state: SavedDict },
  options: TraceReadOptions,
): Promise<void> {
  const value = state.get(MEAN_OUTPUTS_KEY);
  const array = value instanceof SavedObject ? value.attributes.get('mean') : value;
  const isTable = array instanceof TraceArray && array.isFloat && array.shape.length === 2;
  if (!isTable || array.rows !== experts) return;
  const values = Float64Array.from(await array.read(options));
  sink.similarity(layer, MEAN_OUTPUTS, nearness({ rows: experts, columns: array.rowElements, values }));
}

/** `ttm_similarity_matrix` and `router_logit_similiarity` (as it is spelt there); distances are left out. */
async function tellSimilarities(
  sink: TraceSink,
  { layer, experts, state }: { layer: number; experts: number; state: SavedDict },
  options: TraceReadOptions,
): Promise<void> {
  for (const [key, value] of state) {
    const isTable = value instanceof TraceArray && value.isFloat && value.shape.length === 2;
    if (typeof key !== 'string' || !key.includes('simil') || !isTable) continue;
    if (value.rows !== experts || value.rowElements !== experts) continue;
    const matrix = zeroMatrix(experts, experts);
    matrix.values.set(await value.read(options));
    sink.similarity(layer, key, matrix);
  }
}

async function readTokens(state: SavedDict, options: TraceReadOptions): Promise<number | null> {
  const tokens = state.get(TOKENS_KEY);
  if (typeof tokens === 'number') return tokens;
  if (!(tokens instanceof TraceArray) || tokens.shape.length > 1) return null;
  return (await tokens.read(options))[0] ?? null;
}

/** Its producer adds frequencies of both experts where it means to count pairs: then these say nothing of pairs. */
async function tellPairs(
  sink: TraceSink,
  { layer, counts, pairs }: { layer: number; counts: ArrayLike<number>; pairs: Saved | undefined },
  options: TraceReadOptions,
): Promise<boolean> {
  const experts = counts.length;
  if (!(pairs instanceof TraceArray) || pairs.shape.length !== 2 || pairs.rows !== experts) return false;
  if (pairs.rowElements !== experts) return false;
  const values = await pairs.read(options);
  const areSums = values.every(
    (value, at) => value === counts[Math.floor(at / experts)]! + counts[at % experts]!,
  );
  if (areSums && options.corrects('sums-of-frequencies')) return true;
  const matrix = zeroMatrix(experts, experts);
  matrix.values.set(values);
  sink.pairs(layer, matrix);
  return areSums;
}
