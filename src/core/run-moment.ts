/** A run at one moment of its history: what the charts show where the scrubber stands. */
import type { EvaluationPoint, RunHistory, StepPoint } from './run-history.ts';
import { curveOf, type Curve } from './sketch/curve.ts';

export interface RunMoment {
  readonly step: number;
  /** The last step with a point that was taken by then, and the last look; null before the first. */
  readonly point: StepPoint | null;
  readonly evaluation: EvaluationPoint | null;
}

/** `step` null for the latest. */
export function momentOf(history: RunHistory, step: number | null): RunMoment {
  const at = step ?? lastStepOf(history);
  return {
    step: at,
    point: lastBy(history.steps, at),
    evaluation: lastBy(history.evaluations, at),
  };
}

/** The last step that anything is known of. */
export function lastStepOf({ steps, evaluations }: RunHistory): number {
  return Math.max(steps.at(-1)?.step ?? 0, evaluations.at(-1)?.step ?? 0);
}

/** By binary search: a list of points rises. */
function lastBy<T extends { readonly step: number }>(points: readonly T[], step: number): T | null {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.step <= step) low = middle + 1;
    else high = middle;
  }
  return points[low - 1] ?? null;
}

/** The sparsity curve of the experts' weights at a look. */
export function weightCurve({ levels, zeros, l1, sumSquares, maxAbs }: EvaluationPoint['weights']): Curve {
  const count = zeros + levels.count.reduce((total, n) => total + n, 0);
  const totals = {
    count,
    zeros,
    negativeZeros: 0,
    subnormals: 0,
    nan: 0,
    infinite: 0,
    l1,
    sumSquares,
    maxAbs,
  };
  return curveOf({ totals, levels });
}

/** What the pace so far leaves to do; null before there is a pace. */
export function secondsLeft(progress: {
  readonly step: number;
  readonly totalSteps: number;
  readonly seconds: number;
}): number | null {
  const { step, totalSteps, seconds } = progress;
  return step > 0 && seconds > 0 ? ((totalSteps - step) * seconds) / step : null;
}
