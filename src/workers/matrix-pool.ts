/** The pass over whole matrices over all cores: matrices are dealt as threads come free. Passes wait for each other. */
import { isAbort } from '../core/fault.ts';
import type { MatrixAnswer, OrderedTableId } from '../core/pruning/ordered-tables.ts';
import type { ScanPlan } from '../scan/plan.ts';
import type { MatricesContract, MatrixTask } from './matrices-contract.ts';
import { spawnMatrixReader, type Spawned } from './spawn.ts';

/** More only wait for the disk, and each may hold a whole matrix. */
const MOST_THREADS = 4;

/** Small matrices are dealt together, as many as come to so many weights. */
const WEIGHTS_AT_ONCE = 2 ** 20;

export interface MatrixJob {
  readonly matrices: readonly MatrixTask[];
  readonly tables: readonly OrderedTableId[];
  readonly signal: AbortSignal;
  /** Weights measured so far, and in all. */
  readonly report: (done: number, of: number) => void;
}

export class MatrixPool {
  readonly #threads: Spawned<MatricesContract>[] = [];
  readonly #size = Math.max(1, Math.min(MOST_THREADS, navigator.hardwareConcurrency));
  #tail: Promise<unknown> = Promise.resolve();

  /** In the order of the job's matrices. Rejects with AbortError or the first fault; the pool stays usable. */
  measure(plan: ScanPlan, job: MatrixJob): Promise<readonly MatrixAnswer[]> {
    const run = this.#tail.then(() => this.#run(plan, job));
    this.#tail = run.catch(() => undefined);
    return run;
  }

  async #run(plan: ScanPlan, job: MatrixJob): Promise<readonly MatrixAnswer[]> {
    job.signal.throwIfAborted();
    const stopper = new AbortController();
    const signal = AbortSignal.any([stopper.signal, job.signal]);
    while (this.#threads.length < this.#size) this.#threads.push(spawnMatrixReader());
    try {
      return await measureAll(plan, { job, threads: this.#threads, signal });
    } catch (error) {
      stopper.abort();
      // after a fault a thread's state is unknown: the next pass starts new ones
      if (!isAbort(error)) for (const thread of this.#threads.splice(0)) thread.terminate();
      throw error;
    }
  }
}

async function measureAll(
  plan: ScanPlan,
  {
    job,
    threads,
    signal,
  }: {
    readonly job: MatrixJob;
    readonly threads: readonly Spawned<MatricesContract>[];
    readonly signal: AbortSignal;
  },
): Promise<readonly MatrixAnswer[]> {
  const { matrices, tables } = job;
  const answers: MatrixAnswer[] = [];
  const all = matrices.reduce((sum, matrix) => sum + weightsOf(matrix), 0);
  let [done, next] = [0, 0];
  const report = (weights: number) => job.report((done += weights), all);
  const work = async (thread: Spawned<MatricesContract>) => {
    await thread.call('begin', plan, { signal });
    while (next < matrices.length) {
      const first = next;
      next = endOfDeal(matrices, first);
      const dealt = matrices.slice(first, next);
      const own = await thread.call('measure', { matrices: dealt, tables }, { signal, report });
      own.forEach((answer, i) => (answers[first + i] = answer));
    }
  };
  await Promise.all(threads.map(work));
  return answers;
}

function endOfDeal(matrices: readonly MatrixTask[], first: number): number {
  let end = first + 1;
  for (let weights = weightsOf(matrices[first]!); end < matrices.length; end++) {
    weights += weightsOf(matrices[end]!);
    if (weights > WEIGHTS_AT_ONCE) break;
  }
  return end;
}

function weightsOf({ rows, columns }: MatrixTask): number {
  return rows * columns;
}
