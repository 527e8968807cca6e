/** What a plan comes to, for tests of writers: nothing but what is given. */
import type { Pruning } from '../formats/pruned/plan-files.ts';

const nothing: Pruning = {
  keepLists: new Map(),
  thresholds: new Float64Array(0),
  rowRules: { rules: [], inputEnergies: [] },
  merged: [],
  novices: new Map(),
  error: null,
  topK: null,
};

export function pruningOf(given: Partial<Pruning>): Pruning {
  return { ...nothing, ...given };
}
