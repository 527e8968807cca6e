import { expect, it } from 'vitest';
import { plannedModel } from '../../testing/planned-model.ts';
import { criterionOf } from './criteria/index.ts';
import { isLack } from './criterion.ts';
import { judgedCriteria } from './judged-criteria.ts';
import type { LeaveOneOut } from './measured.ts';

const { basis } = plannedModel({ layers: 1, experts: 8, hidden: 16, inner: 16 });

/** A model that misses experts as their weights are large. */
function missedByNorm(): LeaveOneOut {
  const answer = criterionOf('weight-norm')!.scores(basis, { seed: 1 });
  if (isLack(answer)) throw new Error(answer.lack);
  const lossWithout = Array.from(answer.values, (norm) => 0.3 + norm / 1000);
  return { layer: 0, samples: 100, loss: 0.3, accuracy: 0.9, lossWithout, accuracyWithout: lossWithout };
}

it('criteria are judged by their order of experts, the best first', () => {
  const judged = judgedCriteria(basis, missedByNorm());
  expect(judged[0]!.criterion.id).toBe('weight-norm');
  expect(judged[0]!.correlation).toBeCloseTo(1, 12);
  const known = judged.map(({ correlation }) => correlation).filter((value) => !Number.isNaN(value));
  expect(known).toEqual([...known].sort((a, b) => b - a));
  expect(known.every((value) => value <= 1)).toBe(true);
});

it('leave-one-out is no judge of itself, and what lacks something is not judged', () => {
  const ids = judgedCriteria(basis, missedByNorm()).map(({ criterion }) => criterion.id);
  expect(ids).not.toContain('leave-one-out');
  expect(ids).not.toContain('reap');
});

it('nothing is judged of another layer', () => {
  expect(judgedCriteria(basis, { ...missedByNorm(), layer: 7 })).toEqual([]);
});
