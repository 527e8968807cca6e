import { describe, expect, it } from 'vitest';
import type { EvaluationPoint, RunHistory, StepPoint } from './run-history.ts';
import { lastStepOf, momentOf, secondsLeft, weightCurve } from './run-moment.ts';
import { LevelsBuilder } from './sketch/levels.ts';

const history = {
  stride: 2,
  steps: [2, 4, 6, 8].map((step) => ({ step }) as StepPoint),
  evaluations: [0, 5].map((step) => ({ step }) as EvaluationPoint),
} satisfies RunHistory;

describe('a moment of a run', () => {
  it('is the latest unless a step is chosen', () => {
    expect(momentOf(history, null)).toEqual({ step: 8, point: { step: 8 }, evaluation: { step: 5 } });
  });

  it('shows what was known by then, nothing of later', () => {
    expect(momentOf(history, 4)).toEqual({ step: 4, point: { step: 4 }, evaluation: { step: 0 } });
    expect(momentOf(history, 5)).toEqual({ step: 5, point: { step: 4 }, evaluation: { step: 5 } });
    expect(momentOf(history, 0)).toEqual({ step: 0, point: null, evaluation: { step: 0 } });
  });

  it('of nothing is nothing', () => {
    const empty = { stride: 1, steps: [], evaluations: [] };
    expect(lastStepOf(empty)).toBe(0);
    expect(momentOf(empty, null)).toEqual({ step: 0, point: null, evaluation: null });
  });
});

it('weights at a look have their curve, zeros counted', () => {
  const builder = new LevelsBuilder(null);
  for (const magnitude of [1, 2, 5]) builder.add(magnitude, 1, 0);
  const curve = weightCurve({ levels: builder.build(), zeros: 2, l1: 8, sumSquares: 30, maxAbs: 5 });
  expect(curve).toMatchObject({ finite: 5, nonZero: 3, totalMass: 8, totalEnergy: 30 });
});

it('what is left to do follows from the pace so far', () => {
  expect(secondsLeft({ step: 100, totalSteps: 400, seconds: 10 })).toBe(30);
  expect(secondsLeft({ step: 0, totalSteps: 400, seconds: 0 })).toBeNull();
});
