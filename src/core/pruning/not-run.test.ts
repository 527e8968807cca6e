import { expect, it } from 'vitest';
import { actionsNotRun } from './not-run.ts';
import type { Action, WeightsAction } from './plan.ts';

const cut: WeightsAction = {
  kind: 'weights',
  scope: { layers: null, projection: null },
  per: 'all',
  amount: { kind: 'keep', fraction: 0.5 },
};

const pattern: WeightsAction = { ...cut, amount: { kind: 'pattern', keep: 2, of: 4 } };
const fewer: Action = {
  kind: 'experts',
  layers: null,
  amount: { kind: 'each-layer', keep: 5 },
  criterion: 'weight-norm',
  seed: 1,
};
const novices: Action = { ...fewer, becomes: 'mean-output' };
const merged: Action = { kind: 'merge', layers: null, keep: 4, method: 'hc-smoe', isAligned: false };

it('everything is run but what is decided by inputs', () => {
  const byInputs: Action = { ...pattern, score: 'wanda' };
  const actions = [cut, pattern, byInputs, fewer, novices, merged];
  expect(actionsNotRun({ name: '', actions })).toEqual([byInputs]);
});
