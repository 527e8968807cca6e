import { describe, expect, it } from 'vitest';
import type { Steps } from '../core/steps.ts';
import { inSlices, nextTask } from './next-task.ts';

/** Each step as long as a slice, so that there is a rest after every one. */
function* slowSteps(tell: (step: number) => void, steps: number): Steps<string> {
  for (let step = 0; step < steps; step++) {
    for (const end = performance.now() + 10; performance.now() < end;);
    tell(step);
    yield;
  }
  return 'done';
}

describe('work in slices', () => {
  it('lets other tasks in between', async () => {
    const log: (number | string)[] = [];
    const done = inSlices(slowSteps((step) => log.push(step), 3));
    void nextTask().then(() => log.push('another task'));
    expect(await done).toBe('done');
    // the first slice is done before the other task is asked for
    expect(log).toEqual([0, 1, 'another task', 2]);
  });

  it('stops at the next rest when it is aborted', async () => {
    const told: number[] = [];
    const stopper = new AbortController();
    const steps = slowSteps((step) => {
      told.push(step);
      if (step === 1) stopper.abort();
    }, 50);
    await expect(inSlices(steps, { signal: stopper.signal })).rejects.toThrow(/abort/i);
    expect(told).toEqual([0, 1]);
  });
});
