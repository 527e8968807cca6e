/**
 * Noisy top-k gating: Shazeer et al. 2017, arXiv 1701.06538, equations 3–5 and appendix A.
 *
 *   H = z + ε·σ,   G = softmax(KeepTopK(H, k)),   Importance_i = Σ_x G_i(x)
 *   P(x, i) = Φ((z_i − kth_excluding(H, k, i))/σ_i),   Load_i = Σ_x P(x, i)
 *
 * P is the chance that expert i would be chosen if its own noise alone were drawn again. V-MoE compares with the kth
 * largest of all H instead, that of i included.
 */
import { normalCdf } from '../../sketch/normal.ts';
import { softmaxRows } from '../logits.ts';
import { checkSameShape, columnSums, mapRows, rowOf, type Matrix } from '../matrix.ts';
import { topIndices } from '../ranking.ts';
import { routingOf, selectTop, softmaxOfSelected, type Routing } from '../routing.ts';

/** `probabilities` are a softmax of the clean logits, as V-MoE takes them for its importance. */
export interface NoisyRouting extends Routing {
  /** H, [T, E]. */
  readonly noisyLogits: Matrix;
  /** kth_excluding(H, k, i), [T, E]: what an expert's noisy logit has to exceed to be chosen; −∞ where k = E. */
  readonly thresholds: Matrix;
  /** P, [T, E]. Where k = E nobody can be left out: 1. */
  readonly chances: Matrix;
  /** Σ of gates, and Σ of chances: [E]. */
  readonly importance: Float64Array;
  readonly load: Float64Array;
}

export interface NoisyTopKOptions {
  readonly topK: number;
  /** ε, [T, E]: standard normal deviates; zeros where nothing is being trained. */
  readonly noise: Matrix;
  /** σ, [T, E]: softplus of the noise logits, or whatever fixed value; 0 makes a chance certain. */
  readonly deviation: Matrix;
}

/** Clean logits z, [T, E]. */
export function routeNoisyTopK(logits: Matrix, { topK, noise, deviation }: NoisyTopKOptions): NoisyRouting {
  checkSameShape(logits, noise);
  checkSameShape(logits, deviation);
  const noisyLogits = {
    ...logits,
    values: logits.values.map((logit, i) => logit + noise.values[i]! * deviation.values[i]!),
  };
  const selection = selectTop(noisyLogits, topK);
  const gates = softmaxOfSelected(noisyLogits, selection);
  const thresholds = mapRows(noisyLogits, (row) => thresholdsOf(row, topK));
  const chances = mapRows(logits, (row, token) =>
    chancesOf(row, { thresholds: rowOf(thresholds, token), deviation: rowOf(deviation, token) }),
  );
  return {
    ...routingOf({ probabilities: softmaxRows(logits), gates, selection }),
    noisyLogits,
    thresholds,
    chances,
    importance: columnSums(gates),
    load: columnSums(chances),
  };
}

function thresholdsOf(noisy: Float64Array, topK: number): Float64Array {
  const ranked = topIndices(noisy, topK + 1);
  const chosen = ranked.slice(0, topK);
  // without an expert of the k best the next one moves up
  const [kth, next] = [ranked[topK - 1], ranked[topK]].map((index) =>
    index === undefined ? -Infinity : noisy[index]!,
  );
  return noisy.map((_, expert) => (chosen.includes(expert) ? next! : kth!));
}

function chancesOf(
  clean: Float64Array,
  { thresholds, deviation }: { readonly thresholds: Float64Array; readonly deviation: Float64Array },
): Float64Array {
  return clean.map((logit, expert) =>
    logit === -Infinity ? 0 : chanceAbove(logit - thresholds[expert]!, deviation[expert]!),
  );
}

/** Φ(margin/σ); of no noise a step, one half at equality. */
function chanceAbove(margin: number, deviation: number): number {
  if (deviation > 0 && Number.isFinite(margin)) return normalCdf(margin / deviation);
  return (Math.sign(margin) + 1) / 2;
}
