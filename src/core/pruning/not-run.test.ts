import { expect, it } from 'vitest';
import { plannedModel } from '../../testing/planned-model.ts';
import { actionsNotRun } from './not-run.ts';
import type { Action, WeightsAction } from './plan.ts';

const { basis } = plannedModel({ layers: 1, experts: 8, hidden: 16, inner: 16 });

const cut: WeightsAction = {
  kind: 'weights',
  scope: { layers: null, projection: null },
  per: 'all',
  amount: { kind: 'keep', fraction: 0.5 },
};

const pattern: Action = { ...cut, amount: { kind: 'pattern', keep: 2, of: 4 } };
const fewer: Action = {
  kind: 'experts',
  layers: null,
  amount: { kind: 'each-layer', keep: 5 },
  criterion: 'weight-norm',
  seed: 1,
};
const novices: Action = { ...fewer, becomes: 'mean-output' };
const merged: Action = { kind: 'merge', layers: null, keep: 4, method: 'hc-smoe', isAligned: false };

it('thresholds and experts that go are run; what needs other weights is not', () => {
  const actions = [cut, pattern, fewer, novices, merged];
  expect(actionsNotRun(basis, { name: '', actions })).toEqual([pattern, novices, merged]);
});
