import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from './problem.mjs';
import { root } from './root.mjs';

const retryMilliseconds = 100;
const patienceMilliseconds = 10 * 60_000;

/**
 * Does `work` while no other process does work of the same name in the same checkout; the lock of a process that
 * died is taken over.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, work) {
  const file = lockFile(name);
  await acquire(file);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/**
 * A lock lies outside the checkout, since the work may empty any folder of it.
 * @param {string} name
 */
export function lockFile(name) {
  const place = createHash('sha256').update(root).digest('hex').slice(0, 12);
  return join(tmpdir(), `moe-scope-${place}-${name}.lock`);
}

/** @param {string} file */
async function acquire(file) {
  const patienceEnds = Date.now() + patienceMilliseconds;
  while (!(await take(file))) {
    if (!isAlive(await owner(file))) await rm(file, { force: true });
    else if (Date.now() < patienceEnds) await sleep(retryMilliseconds);
    else
      throw new Problem(`Another process has held ${file} for ten minutes. If none is at work, delete it.`);
  }
}

/**
 * A hard link appears at once and with its content, so nobody ever reads a lock without an owner.
 * @param {string} file
 */
async function take(file) {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, String(process.pid));
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * @param {string} file
 * @returns {Promise<number>} The owner's process id; NaN when the lock has gone meanwhile.
 */
async function owner(file) {
  return Number(await readFile(file, 'utf8').catch(() => 'gone'));
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of somebody else may not be signalled, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
