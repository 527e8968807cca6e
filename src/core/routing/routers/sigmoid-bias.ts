/**
 * Sigmoid scores balanced by a bias instead of a loss: Wang et al., arXiv 2408.15664; DeepSeek-V3, arXiv 2412.19437.
 *
 *   s = σ(z),   S = top-k of s + b,   g_i = s_i/Σ_{j∈S} s_j
 *
 * The bias decides who is chosen and never enters a gate. After every step b_i ← b_i + γ·sign(n̄ − n_i).
 */
import { logSigmoid, sigmoid, softmaxRows } from '../logits.ts';
import { mean, type Matrix } from '../matrix.ts';
import { gatesFrom, routingOf, selectTop, softmaxOfSelected, type Routing } from '../routing.ts';

/** `probabilities` are the scores divided by their sum. */
export interface SigmoidRouting extends Routing {
  /** s, [T, E]. */
  readonly scores: Matrix;
}

export interface SigmoidBiasOptions {
  readonly topK: number;
  /** b, [E]. */
  readonly bias: Float64Array;
  /** Whether gates are divided by their sum over the experts chosen, as the papers do; otherwise g = s. */
  readonly renormalise?: boolean;
}

/** Logits [T, E]. */
export function routeSigmoidBias(
  logits: Matrix,
  { topK, bias, renormalise = true }: SigmoidBiasOptions,
): SigmoidRouting {
  if (bias.length !== logits.columns) throw new RangeError('there must be one bias an expert');
  const scores = { ...logits, values: logits.values.map(sigmoid) };
  const logScores = { ...logits, values: logits.values.map(logSigmoid) };
  // an expert masked out by −∞ stays out, whatever its bias; what cannot be routed stays what it is
  const claims = logits.values.map((logit, i) =>
    Number.isFinite(logit) ? scores.values[i]! + bias[i % bias.length]! : logit,
  );
  const selection = selectTop({ ...logits, values: claims }, topK);
  const gates = renormalise ? softmaxOfSelected(logScores, selection) : gatesFrom(scores, selection);
  return { ...routingOf({ probabilities: normalisedScores(logits), gates, selection }), scores };
}

/** σ(z)/Σσ(z), [T, E]; NaN where a row cannot be routed. */
function normalisedScores(logits: Matrix): Matrix {
  const logScores = logits.values.map((logit) => (logit < Infinity ? logSigmoid(logit) : NaN));
  return softmaxRows({ ...logits, values: logScores });
}

/** The bias after a step in which the experts had these loads n_i. The papers take γ = 0.001. */
export function updatedBias(bias: Float64Array, load: Float64Array, rate: number): Float64Array {
  const fair = mean(load);
  return bias.map((b, expert) => b + rate * Math.sign(fair - load[expert]!));
}
