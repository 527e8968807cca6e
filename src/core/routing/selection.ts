/** Ids of the experts that each token chose: what a router decides, and what most traces hold of one layer. */
import { columnSums, rowOf, zeroMatrix, type Matrix } from './matrix.ts';

/** [T, slots]: token t chose experts[t · slots … (t + 1) · slots − 1], best first, −1 where it chose fewer. */
export interface Selection {
  readonly tokens: number;
  readonly slots: number;
  readonly experts: Int32Array;
}

/** One list of experts a token, as long as `slots` at most. */
export function selectionOf(
  chosen: readonly (readonly number[])[],
  slots = chosen.reduce((most, experts) => Math.max(most, experts.length), 0),
): Selection {
  const experts = new Int32Array(chosen.length * slots).fill(-1);
  chosen.forEach((ids, token) => experts.set(ids, token * slots));
  return { tokens: chosen.length, slots, experts };
}

/** A token's experts without its padding. */
export function chosenBy({ slots, experts }: Selection, token: number): Int32Array {
  return experts.subarray(token * slots, (token + 1) * slots).filter((expert) => expert >= 0);
}

/** The first `slots` choices of every token: one for what the literature calls top-1 statistics. */
export function firstChoices(selection: Selection, slots = 1): Selection {
  const kept = Math.min(slots, selection.slots);
  const experts = new Int32Array(selection.tokens * kept);
  for (let token = 0; token < selection.tokens; token++) {
    const start = token * selection.slots;
    experts.set(selection.experts.subarray(start, start + kept), token * kept);
  }
  return { tokens: selection.tokens, slots: kept, experts };
}

/** 1 where a token chose an expert: [T, E]. */
export function selectionMask(selection: Selection, experts: number): Matrix {
  const mask = zeroMatrix(selection.tokens, experts);
  for (let token = 0; token < selection.tokens; token++) {
    const row = rowOf(mask, token);
    for (const expert of chosenBy(selection, token)) row[expert] = 1;
  }
  return mask;
}

/** n_i: how many tokens chose each expert. */
export function loadOf(selection: Selection, experts: number): Float64Array {
  return columnSums(selectionMask(selection, experts));
}
