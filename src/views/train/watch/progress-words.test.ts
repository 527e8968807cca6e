import { describe, expect, it } from 'vitest';
import { defaultRecipe } from '../../../core/recipe-defaults.ts';
import type { RunRecord } from '../../../state/training/run-record.ts';
import { progressText } from './progress-words.ts';

const run = {
  recipe: defaultRecipe,
  state: 'running',
  facts: { stepsPerEpoch: 400, totalSteps: 2000 },
  step: 1000,
  seconds: 10,
} as unknown as RunRecord;

describe('the progress of a run', () => {
  it('is where it is, how fast, and what is left', () => {
    expect(progressText(run)).toBe('Step 1,000 of 2,000 · epoch 2.5 of 5 · 12,800 samples/s · 10 s left');
  });

  it('of one that rests is how long it took', () => {
    expect(progressText({ ...run, state: 'done' })).toMatch(/ · trained for 10 s$/);
  });

  it('before the first step promises nothing', () => {
    expect(progressText({ ...run, step: 0, seconds: 0 })).toBe('Step 0 of 2,000 · epoch 0.0 of 5');
    expect(progressText({ ...run, facts: null })).toBe('Waits to be started');
  });
});
