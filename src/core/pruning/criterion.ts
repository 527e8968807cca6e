/** A criterion: a number of every expert, of which the lowest go first. One file each in `criteria/`. */
import type { PlanBasis } from './plan-basis.ts';

export interface Criterion {
  /** As plans carry it: never changed. */
  readonly id: string;
  readonly name: string;
  readonly formula: string;
  /** What it says of an expert, and what is known of how it does. */
  readonly explanation: string;
  readonly reference: { readonly text: string; readonly href?: string };
  readonly needs: 'nothing' | 'weights' | 'trace' | 'routers' | 'two-checkpoints' | 'measured';
  /** What has to be there, and how to get it: told where `scores` answers with a lack. */
  readonly source: string;
  readonly scores: (basis: PlanBasis, options: { readonly seed: number }) => Scores | Lack;
}

/** [L, E] by the rows and columns of `PlanBasis.grid`: high stays, low goes. NaN where there is no number. */
export interface Scores {
  readonly values: Float64Array;
}

export interface Lack {
  /** A sentence: what is missing. */
  readonly lack: string;
}

export function isLack(answer: Scores | Lack): answer is Lack {
  return 'lack' in answer;
}
