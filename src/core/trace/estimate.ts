/**
 * Where tokens would go by the routers' weights alone, for a checkpoint without a trace. Two guesses of what a router sees:
 *
 * - probes: vectors without any direction of their own, as a norm gives them, x ~ N(0, I) times the norm's weights γ. Scores
 *   Wγx + b are then normal with covariance (Wγ)(Wγ)ᵀ, of which as many are drawn as wanted, however wide the model;
 * - tokens: rows of the embedding through the norm into the first router, as if attention before it added nothing.
 *
 * Real activations have favourite directions, so real loads are mostly more uneven than probes make them.
 */
import { normalProbes } from './normal-probes.ts';
import type { TraceSink } from './trace-sink.ts';
import { topIndices } from '../routing/ranking.ts';
import { rowOf, type Matrix } from '../routing/matrix.ts';
import type { Random } from '../random.ts';

/** One layer's router as numbers. */
export interface RouterWeights {
  readonly layer: number;
  /** [E, d], times the norm's weights. */
  readonly matrix: Matrix;
  /** [E]; zeros where there is none. */
  readonly bias: Float64Array;
  readonly selectionBias: Float64Array | null;
}

export interface EstimateOptions {
  readonly topK: number;
  readonly probes: number;
  readonly random: Random;
}

/** Tells a layer's choices of probes. Probes of different layers know nothing of each other. */
export function tellProbes(
  sink: TraceSink,
  router: RouterWeights,
  { topK, probes, random }: EstimateOptions,
): void {
  const scores = normalProbes(router.matrix, { count: probes, random });
  tellScores(sink, router, { scores, topK });
}

/** Tells a layer's choices of vectors [T, d] that a norm without weights has passed. */
export function tellVectors(
  sink: TraceSink,
  router: RouterWeights,
  {
    vectors,
    topK,
    tokenIds,
  }: { readonly vectors: Matrix; readonly topK: number; readonly tokenIds: Int32Array },
): void {
  const { rows: experts, columns: width } = router.matrix;
  const values = new Float64Array(vectors.rows * experts);
  for (let token = 0; token < vectors.rows; token++) {
    const vector = rowOf(vectors, token);
    for (let expert = 0; expert < experts; expert++) {
      let score = 0;
      for (let i = 0, at = expert * width; i < width; i++, at++)
        score += router.matrix.values[at]! * vector[i]!;
      values[token * experts + expert] = score;
    }
  }
  tellScores(sink, router, { scores: { rows: vectors.rows, columns: experts, values }, topK, tokenIds });
}

function tellScores(
  sink: TraceSink,
  { layer, bias, selectionBias }: RouterWeights,
  {
    scores,
    topK,
    tokenIds = null,
  }: { readonly scores: Matrix; readonly topK: number; readonly tokenIds?: Int32Array | null },
): void {
  const { rows: tokens, columns: experts } = scores;
  const ids = new Int32Array(tokens * topK);
  for (let token = 0; token < tokens; token++) {
    const row = rowOf(scores, token);
    bias.forEach((value, expert) => (row[expert]! += value));
    // biases that balance are added to the sigmoids of the scores (DeepSeek-V3)
    const ranked =
      selectionBias === null ? row : row.map((score, e) => 1 / (1 + Math.exp(-score)) + selectionBias[e]!);
    ids.set(topIndices(ranked, topK), token * topK);
  }
  sink.gates({
    layer,
    tokens,
    experts,
    values: scores.values,
    kind: 'logits',
    areChoices: false,
    document: 0,
  });
  sink.tokens({
    layers: [layer],
    tokens,
    slots: topK,
    ids,
    strides: { layer: 0, token: topK, slot: 1 },
    tokenIds,
    document: 0,
  });
}

/** Rows divided by their root mean square, as RMSNorm does before its weights (arXiv 1910.07467). Rows of zeros stay. */
export function rmsNormalised(vectors: Matrix): Matrix {
  const values = vectors.values.slice();
  const normalised = { ...vectors, values };
  for (let r = 0; r < vectors.rows; r++) {
    const row = rowOf(normalised, r);
    const size = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0) / row.length);
    if (size > 0) row.forEach((x, i) => (row[i] = x / size));
  }
  return normalised;
}
