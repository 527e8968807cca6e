/** A plan read by as many threads as pay. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { decodeFault, Fault } from '../core/fault.ts';
import type { Summary } from '../core/summary.ts';
import type { ScanPlan } from '../scan/plan.ts';
import type { ScanResult } from '../scan/scanner.ts';
import { batchesInShare, type Share } from '../scan/share.ts';
import { summariseSample, summariseScan } from '../scan/summarise.ts';
import { batchesOf, unitBytes, unitsOf, type UnitOptions } from '../scan/units.ts';
import type { Reading } from './scan-arguments.ts';
import { newBoard, doneOf } from './scan-board.ts';
import type { ThreadAnswer } from './scan-thread.ts';
import { scanUnits, type ScanTask } from './scan-units.ts';

/** The same blocks as in the page, so that two looks at a sample agree. */
const SEED = 1;

/** A thread takes some 50 ms to start, in which this much is read without. */
const BYTES_A_THREAD = 64 * 2 ** 20;

/** More only wait for the disk. */
const MOST_THREADS = 8;

const REPORT_MS = 100;

export interface ScanProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface ScanPlanOptions {
  readonly reading: Reading;
  readonly report?: (progress: ScanProgress) => void;
}

export interface ScannedShare {
  readonly results: readonly ScanResult[];
  /** How many the whole scan has, and which of them were read. */
  readonly batches: number;
  readonly ownBatches: readonly number[];
}

export function unitOptions({ course, fraction }: Reading): UnitOptions {
  return { seed: SEED, course, ...(fraction !== null && { fraction }) };
}

/** Throws Fault. */
export async function scanPlan(plan: ScanPlan, options: ScanPlanOptions): Promise<Summary> {
  const { results } = await scanShare(plan, { ...options, share: { part: 1, of: 1 } });
  return options.reading.course === 'sample' ? summariseSample(plan, results) : summariseScan(plan, results);
}

/** Throws Fault. */
export async function scanShare(
  plan: ScanPlan,
  { reading, share, report }: ScanPlanOptions & { readonly share: Share },
): Promise<ScannedShare> {
  const units = unitOptions(reading);
  const batches = batchesOf(unitsOf(plan, units));
  const ownBatches = share.of === 1 ? [...batches.keys()] : batchesInShare(plan, batches, share);
  const own = ownBatches.flatMap((batch) => batches[batch]!);
  const totalBytes = own.reduce((sum, unit) => sum + unitBytes(plan, unit), 0);
  const task: ScanTask = { plan, units, batches: ownBatches, board: newBoard() };
  const timer = setInterval(() => report?.({ doneBytes: doneOf(task.board), totalBytes }), REPORT_MS);
  try {
    const threads = threadsFor(totalBytes);
    const results = threads === 1 ? [await scanUnits(task)] : await scanInThreads(task, threads);
    return { results, batches: batches.length, ownBatches };
  } finally {
    clearInterval(timer);
  }
}

function threadsFor(bytes: number): number {
  return Math.max(1, Math.min(MOST_THREADS, availableParallelism(), Math.floor(bytes / BYTES_A_THREAD)));
}

/** After a fault in one, the others are stopped. */
async function scanInThreads(task: ScanTask, count: number): Promise<ScanResult[]> {
  const threads = Array.from(
    { length: count },
    () => new Worker(new URL('./scan-thread.js', import.meta.url), { workerData: task }),
  );
  try {
    return await Promise.all(threads.map(answerOf));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

function answerOf(thread: Worker): Promise<ScanResult> {
  return new Promise((resolve, reject) => {
    thread.once('message', (answer: ThreadAnswer) => {
      if ('result' in answer) resolve(answer.result);
      else reject(decodeFault(answer.fault));
    });
    thread.once('error', reject);
    thread.once('exit', (code) => {
      reject(new Fault('worker-lost', { detail: `A thread ended with ${code} before it had answered.` }));
    });
  });
}
