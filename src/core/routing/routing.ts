/** What every router comes to. */
import { isRoutable, softmax } from './logits.ts';
import { rowOf, zeroMatrix, type Matrix } from './matrix.ts';
import { topIndices } from './ranking.ts';
import { chosenBy, selectionOf, type Selection } from './selection.ts';

export interface Routing {
  /**
   * [T, E]: the router's whole distribution, before anything was chosen; rows sum to 1, or are NaN for a token that
   * cannot be routed (see logits.ts).
   */
  readonly probabilities: Matrix;
  /** [T, E]: what each expert's output is multiplied by; 0 where an expert is not used. */
  readonly gates: Matrix;
  /** [T, k]: the experts chosen, before any was dropped. */
  readonly selection: Selection;
  /** [T · k], like `selection.experts`: 1 where the expert was full and the choice came to nothing. */
  readonly dropped: Uint8Array;
  /** Tokens that an expert takes; Infinity where nothing is dropped. */
  readonly capacity: number;
}

/** The k highest of each routable row of scores. */
export function selectTop(scores: Matrix, topK: number): Selection {
  checkTopK(topK, scores.columns);
  const chosen = Array.from({ length: scores.rows }, (_, token) => {
    const row = rowOf(scores, token);
    return isRoutable(row) ? topIndices(row, topK) : [];
  });
  return selectionOf(chosen, topK);
}

/** A routing in which nothing is dropped. */
export function routingOf(parts: Pick<Routing, 'probabilities' | 'gates' | 'selection'>): Routing {
  return { ...parts, dropped: new Uint8Array(parts.selection.experts.length), capacity: Infinity };
}

/** [T, E]: the scores of the experts chosen, 0 elsewhere. */
export function gatesFrom(scores: Matrix, selection: Selection): Matrix {
  return fillGates(scores, selection, (chosen) => chosen);
}

/** [T, E]: a softmax over the logits of the experts chosen, 0 elsewhere. */
export function softmaxOfSelected(logits: Matrix, selection: Selection): Matrix {
  return fillGates(logits, selection, softmax);
}

function fillGates(
  scores: Matrix,
  selection: Selection,
  weigh: (chosen: Float64Array) => Float64Array,
): Matrix {
  const gates = zeroMatrix(scores.rows, scores.columns);
  for (let token = 0; token < scores.rows; token++) {
    const experts = chosenBy(selection, token);
    const row = rowOf(scores, token);
    const weights = weigh(Float64Array.from(experts, (expert) => row[expert]!));
    experts.forEach((expert, slot) => {
      rowOf(gates, token)[expert] = weights[slot]!;
    });
  }
  return gates;
}

function checkTopK(topK: number, experts: number): void {
  if (!Number.isInteger(topK) || topK < 1 || topK > experts) {
    throw new RangeError(`${topK} of ${experts} experts cannot be chosen`);
  }
}
