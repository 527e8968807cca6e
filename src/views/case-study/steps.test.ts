import { expect, it } from 'vitest';
import { defaultRecipe } from '../../core/recipe-defaults.ts';
import type { OpenSource } from '../../state/session.ts';
import { newRun } from '../../state/training/new-run.ts';
import type { RunRecord } from '../../state/training/run-record.ts';
import { currentStep, mendedOf, type StudyState } from './steps.ts';

const run: RunRecord = { ...newRun({ name: 'study', recipe: defaultRecipe }, {}), state: 'done' };
const origin = { parent: run.id } as NonNullable<RunRecord['origin']>;
const mending: RunRecord = { ...newRun({ name: 'on', recipe: defaultRecipe }, {}), state: 'running', origin };

const begun: StudyState = { run: { ...run, state: 'running' }, source: null, hasPlans: false, mended: null };
const trained: StudyState = { ...begun, run };
const opened: StudyState = { ...trained, source: {} as OpenSource };
const planned: StudyState = { ...opened, hasPlans: true };

it('goes on as its steps are done', () => {
  const states = [
    begun,
    trained,
    opened,
    planned,
    { ...planned, mended: mending },
    { ...planned, mended: { ...mending, state: 'done' as const } },
  ];
  expect(states.map(currentStep)).toEqual(['train', 'read', 'prune', 'retrain', 'retrain', 'evaluate']);
});

it('begins again where its run was deleted', () => {
  expect(currentStep({ ...trained, run: null })).toBe('train');
});

it('knows the run that mends its own', () => {
  const other: RunRecord = { ...mending, origin: { ...origin, parent: 'another' } };
  expect(mendedOf([other, mending], run.id)).toBe(mending);
  expect(mendedOf([other], run.id)).toBeNull();
});
