/** Sums of one layer while its trace is read. */
import type { Matrix } from '../../routing/matrix.ts';
import type { GateTally } from './gate-tally.ts';

export interface LayerTally {
  readonly layer: number;
  /** [≥ experts]: choices, first choices, sums of gate weights. */
  choices: Float64Array;
  firsts: Float64Array;
  weights: Float64Array | null;
  /** [≥ slots + 1]: tokens by how many experts they chose. */
  sizes: Float64Array;
  /** Largest expert that was seen, −1 before there is any. */
  largest: number;
  outside: number;
  /** Tokens told one by one, those that chose nothing among them. */
  places: number;
  /** Of these, tokens of expert 0 in every slot: set aside, for they are no choices of a router. */
  zeroTokens: number;
  /** Ids of tokens repeat themselves: every further one is looked at. */
  needsCare: boolean;
  /** Choices that came added up, and the tokens behind them; null once some came without. */
  counted: number;
  hasCounts: boolean;
  countedTokens: number | null;
  /** Whether all counts came with their first choices. */
  hasFirsts: boolean;
  gates: GateTally | null;
  /** [≥ classes]: tokens of a class. */
  classTokens: Float64Array;
  pairs: Matrix | null;
}

export function emptyTally(layer: number): LayerTally {
  return {
    layer,
    choices: new Float64Array(0),
    firsts: new Float64Array(0),
    weights: null,
    sizes: new Float64Array(1),
    largest: -1,
    outside: 0,
    places: 0,
    zeroTokens: 0,
    needsCare: false,
    counted: 0,
    hasCounts: false,
    countedTokens: 0,
    hasFirsts: true,
    gates: null,
    classTokens: new Float64Array(0),
    pairs: null,
  };
}
