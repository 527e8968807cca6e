/** The load of one layer beside the best and the worst that its routing allows. */
import {
  coefficientOfVariation,
  effectiveExperts,
  loadEntropyBits,
  loadGini,
  maxOverMean,
  maxViolation,
  participatingExperts,
} from './load.ts';

export interface LoadMeasures {
  readonly entropyBits: number;
  readonly effectiveExperts: number;
  readonly participatingExperts: number;
  readonly cv: number;
  readonly maxOverMean: number;
  readonly maxViolation: number;
  readonly gini: number;
}

export function measureLoad(load: Float64Array): LoadMeasures {
  return {
    entropyBits: loadEntropyBits(load),
    effectiveExperts: effectiveExperts(load),
    participatingExperts: participatingExperts(load),
    cv: coefficientOfVariation(load),
    maxOverMean: maxOverMean(load),
    maxViolation: maxViolation(load),
    gini: loadGini(load),
  };
}

/**
 * The ends of every measure's scale. A token never takes an expert twice, so top-k of E can not collapse further than
 * onto k experts: entropy log₂ k, max/mean E/k, Gini 1 − k/E, CV √(E/k − 1). `topK` may be a mean of varying numbers.
 */
export function loadLimits(
  experts: number,
  topK: number,
): { readonly balanced: LoadMeasures; readonly collapsed: LoadMeasures } {
  return {
    balanced: measureLoad(new Float64Array(experts).fill(1)),
    collapsed: measureLoad(collapsedLoad(experts, topK)),
  };
}

/** The most uneven load: every token takes the first ⌊k⌋ experts, and the next takes what is left. */
export function collapsedLoad(experts: number, topK: number): Float64Array {
  return Float64Array.from({ length: experts }, (_, i) => Math.max(0, Math.min(1, topK - i)));
}
