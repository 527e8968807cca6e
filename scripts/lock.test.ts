import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { lockFile, withLock } from './lock.mjs';

it('lets one work at a time, and all of them in the end', async () => {
  let [atWork, mostAtWork] = [0, 0];
  const work = async () => {
    mostAtWork = Math.max(mostAtWork, ++atWork);
    await sleep(5);
    return --atWork;
  };
  const results = await Promise.all([1, 2, 3, 4].map(() => withLock('test-turns', work)));
  expect(results).toEqual([0, 0, 0, 0]);
  expect(mostAtWork).toBe(1);
});

it('gives the lock back when the work fails', async () => {
  const failure = withLock('test-failure', () => Promise.reject(new Error('no')));
  await expect(failure).rejects.toThrow('no');
  expect(existsSync(lockFile('test-failure'))).toBe(false);
});

it('takes over from a process that died', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(lockFile('test-dead'), String(pid));
  expect(await withLock('test-dead', () => Promise.resolve('mine'))).toBe('mine');
});
