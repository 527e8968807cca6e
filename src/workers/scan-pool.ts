/**
 * One scan over all cores: every scanner gets the plan, units are dealt as scanners come free, and the results are
 * joined in one of them. Scans wait for each other, as each uses the whole machine.
 */
import { isAbort } from '../core/fault.ts';
import type { Summary } from '../core/summary.ts';
import type { ScanPlan } from '../scan/plan.ts';
import type { ScannedParts } from '../scan/scanner.ts';
import type { UnitOptions } from '../scan/units.ts';
import type { ScannerContract } from './contracts.ts';
import { Pace } from './pace.ts';
import { spawnScanner, type Spawned } from './spawn.ts';

/** More scanners than this only wait for the disk. */
const MOST_SCANNERS = 8;

/** How often the picture is brought up to date. */
const PICTURES = { leastMs: 400, mostMs: 2000 };

/** Units that are worth asking a server for at once, over all scanners; as many small batches are dealt together. */
const UNITS_AT_ONCE = 16;
const SMALL_BATCH_BYTES = 2 ** 17;

/** How often a scanner's work is kept at most; and it works at least so many times as long as keeping took. */
const KEEP_MS = 2000;
const WORK_PER_KEEPING = 20;

/** Batches that were read, and what they held. */
export interface KeptShare {
  readonly batches: Uint32Array;
  readonly bytes: Uint8Array;
}

export interface ScanKeeper {
  /** What was read before; no batch is in two of them. */
  readonly earlier: readonly KeptShare[];
  /** Called now and then with all that one scanner holds, what it took over included. Never rejects. */
  keep(scanner: number, share: KeptShare): Promise<void>;
}

export interface ScanJob {
  readonly units: UnitOptions;
  readonly signal?: AbortSignal | undefined;
  readonly keeper?: ScanKeeper;
  /** Bytes counted so far, earlier ones included, and in all. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  readonly onPicture?: (scanner: number, changed: ScannedParts) => void;
}

export class ScanPool {
  readonly #scanners: Spawned<ScannerContract>[] = [];
  readonly #size: number;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(size = Math.max(1, Math.min(MOST_SCANNERS, navigator.hardwareConcurrency))) {
    this.#size = size;
  }

  /** Runs after all scans asked for before. Rejects with AbortError or the first fault; the pool stays usable. */
  scan(plan: ScanPlan, job: ScanJob): Promise<Summary> {
    const run = this.#tail.then(() => this.#run(plan, job));
    this.#tail = run.catch(() => undefined);
    return run;
  }

  async #run(plan: ScanPlan, job: ScanJob): Promise<Summary> {
    job.signal?.throwIfAborted();
    const stopper = new AbortController();
    const onAbort = () => stopper.abort();
    job.signal?.addEventListener('abort', onAbort);
    try {
      const scanners = this.#ready();
      await this.#readAll(scanners, { plan, job, stopper });
      const results = await Promise.all(scanners.map((scanner) => scanner.call('result', null)));
      const request = { plan, results, course: job.units.course };
      return await scanners[0]!.call('summarise', request, { transfer: buffersOf(results) });
    } catch (error) {
      stopper.abort();
      if (!isAbort(error)) this.#dismiss();
      throw error;
    } finally {
      job.signal?.removeEventListener('abort', onAbort);
    }
  }

  async #readAll(
    scanners: readonly Spawned<ScannerContract>[],
    { plan, job, stopper }: { plan: ScanPlan; job: ScanJob; stopper: AbortController },
  ): Promise<void> {
    const { signal } = stopper;
    const { units } = job;
    const begun = await Promise.all(
      scanners.map((scanner) => scanner.call('begin', { plan, units }, { signal })),
    );
    const batchBytes = begun[0]!;
    const held = await adoptEarlier(scanners, job.keeper?.earlier ?? []);
    const isHeld = new Set(held.flat());
    const left = Uint32Array.from(batchBytes.keys()).filter((batch) => !isHeld.has(batch));
    const leftBytes = Float64Array.from(left, (batch) => batchBytes[batch]!);
    const totalBytes = sum(batchBytes);
    let doneBytes = totalBytes - sum(leftBytes);
    let next = 0;
    const report = (bytes: number) => {
      doneBytes += bytes;
      job.onProgress?.(doneBytes, totalBytes);
    };
    if (isHeld.size > 0) report(0);
    const readBatches = async (scanner: Spawned<ScannerContract>, index: number) => {
      const pace = new Pace(PICTURES);
      let keepAt = performance.now() + KEEP_MS;
      while (next < left.length) {
        const places = smallTogether(leftBytes, { from: next, most: this.#unitsAtOnce });
        next += places.length;
        const batches = places.map((place) => left[place]!);
        await scanner.call('read', { batches, atOnce: this.#unitsAtOnce }, { signal, report });
        held[index]!.push(...batches);
        if (job.onPicture !== undefined && pace.isDue(performance.now())) {
          job.onPicture(index, await scanner.call('changed', null, { signal }));
        }
        if (job.keeper === undefined || performance.now() < keepAt) continue;
        keepAt = await keepShare(scanner, { index, batches: held[index]!, keeper: job.keeper, signal });
      }
    };
    await Promise.all(scanners.map(readBatches));
  }

  get #unitsAtOnce(): number {
    return Math.max(1, Math.floor(UNITS_AT_ONCE / this.#size));
  }

  #ready(): readonly Spawned<ScannerContract>[] {
    while (this.#scanners.length < this.#size) this.#scanners.push(spawnScanner());
    return this.#scanners;
  }

  /** After a fault a scanner's state is unknown: the next scan starts new ones. */
  #dismiss(): void {
    for (const scanner of this.#scanners.splice(0)) scanner.terminate();
  }
}

/** The batches that each scanner takes over. What can't be used is read again. */
async function adoptEarlier(
  scanners: readonly Spawned<ScannerContract>[],
  earlier: readonly KeptShare[],
): Promise<number[][]> {
  const held = scanners.map((): number[] => []);
  for (const [i, { batches, bytes }] of earlier.entries()) {
    const index = i % scanners.length;
    if (await scanners[index]!.call('adopt', bytes)) held[index]!.push(...batches);
  }
  return held;
}

/** When to keep again. */
async function keepShare(
  scanner: Spawned<ScannerContract>,
  {
    index,
    batches,
    keeper,
    signal,
  }: { index: number; batches: number[]; keeper: ScanKeeper; signal: AbortSignal },
): Promise<number> {
  const begun = performance.now();
  const bytes = await scanner.call('keep', null, { signal });
  await keeper.keep(index, { batches: Uint32Array.from(batches), bytes });
  const now = performance.now();
  return now + Math.max(KEEP_MS, WORK_PER_KEEPING * (now - begun));
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The batch at `from`, and the small ones right after it if it is small itself. */
function smallTogether(
  batchBytes: Float64Array,
  { from, most }: { readonly from: number; readonly most: number },
): number[] {
  const batches = [from];
  const isSmall = (batch: number) => batch < batchBytes.length && batchBytes[batch]! <= SMALL_BATCH_BYTES;
  while (batches.length < most && batches.every(isSmall) && isSmall(from + batches.length)) {
    batches.push(from + batches.length);
  }
  return batches;
}

function buffersOf(
  results: readonly { sketches: { mean: Float64Array; count: Float64Array; spread: Float32Array } }[],
): Transferable[] {
  return results.flatMap(({ sketches }) =>
    [sketches.mean, sketches.count, sketches.spread].map(({ buffer }) => buffer as ArrayBuffer),
  );
}
