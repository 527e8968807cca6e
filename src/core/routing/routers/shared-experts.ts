/**
 * Shared experts and finer ones: DeepSeekMoE, arXiv 2401.06066. Shared experts see every token and have no gate:
 *
 *   y = Σ_s f_s(x) + Σ_{i∈S} g_i f_i(x)
 *
 * Statistics of routing are of the routed experts alone.
 */
import { rowOf, zeroMatrix, type Matrix } from '../matrix.ts';

/** [T, shared + E]: the multipliers of all experts, the shared ones first and always 1. */
export function withSharedExperts(gates: Matrix, shared: number): Matrix {
  const all = zeroMatrix(gates.rows, shared + gates.columns);
  for (let token = 0; token < gates.rows; token++) {
    rowOf(all, token).fill(1, 0, shared);
    rowOf(all, token).set(rowOf(gates, token), shared);
  }
  return all;
}

export interface ExpertLayout {
  /** Routed experts, how many of them a token takes, and how many are shared. */
  readonly experts: number;
  readonly topK: number;
  readonly shared: number;
  /** Hidden units of each. */
  readonly width: number;
}

/**
 * The same parameters, in all and active, cut finer: every expert becomes `granularity` experts of a fraction of its
 * width, and `shared` of the active ones are made shared. The paper's (E, k) → (mE − K_s routed, mk − K_s of them).
 */
export function fineGrained(
  { experts, topK, width }: Pick<ExpertLayout, 'experts' | 'topK' | 'width'>,
  { granularity, shared }: { readonly granularity: number; readonly shared: number },
): ExpertLayout {
  if (shared >= granularity * topK) throw new RangeError('no active expert would be left to route to');
  return {
    experts: granularity * experts - shared,
    topK: granularity * topK - shared,
    shared,
    width: width / granularity,
  };
}

/** Hidden units that a token runs through. */
export function activeWidth({ topK, shared, width }: ExpertLayout): number {
  return (topK + shared) * width;
}
