/**
 * What bitsandbytes notes beside weights of 4 bits, in `x.quant_state.bitsandbytes__nf4` or `…__fp4`: a JSON text kept as a
 * tensor of bytes (bitsandbytes/functional.py, `QuantState.as_dict`). Only the note tells the shape of the weights.
 */
export interface QuantState {
  /** Of the weights. */
  readonly shape: readonly number[];
  /** Weights that share an absmax, counted through the whole tensor. */
  readonly group: number;
  /** Set where each absmax is a code itself: so many of these share a scale, and this is added to each. */
  readonly nested: { readonly group: number; readonly offset: number } | null;
}

export const quantStateEndings = [
  '.quant_state.bitsandbytes__nf4',
  '.quant_state.bitsandbytes__fp4',
] as const;

export function isQuantStateName(name: string): boolean {
  return quantStateEndings.some((ending) => name.endsWith(ending));
}
