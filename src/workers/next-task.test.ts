import { describe, expect, it } from 'vitest';
import type { Steps } from '../core/steps.ts';
import { inSlices } from './next-task.ts';

/** Each step as long as a slice, so that there is a rest after every one. */
function* slowSteps(log: string[], steps: number): Steps<string> {
  for (let step = 0; step < steps; step++) {
    for (const end = performance.now() + 10; performance.now() < end;);
    log.push(`step ${step}`);
    yield;
  }
  return 'done';
}

describe('work in slices', () => {
  it('lets other tasks in between', async () => {
    const log: string[] = [];
    setTimeout(() => log.push('another task'), 0);
    expect(await inSlices(slowSteps(log, 4))).toBe('done');
    expect(log).toContain('step 3');
    expect(log.indexOf('another task')).toBeLessThan(log.indexOf('step 3'));
    expect(log.indexOf('another task')).toBeGreaterThan(-1);
  });

  it('stops at the next rest when it is aborted', async () => {
    const log: string[] = [];
    const stopper = new AbortController();
    setTimeout(() => stopper.abort(), 0);
    await expect(inSlices(slowSteps(log, 50), { signal: stopper.signal })).rejects.toThrow(/abort/i);
    expect(log.length).toBeLessThan(50);
  });
});
