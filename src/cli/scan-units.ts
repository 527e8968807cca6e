/** What one thread does of a scan: unit after unit, until the board has no more. */
import type { ScanPlan } from '../scan/plan.ts';
import { Scanner, type ScanResult } from '../scan/scanner.ts';
import { batchesOf, unitsOf, type UnitOptions } from '../scan/units.ts';
import { enterTokenIn } from './hub-environment.ts';
import { sourceOf } from './path-source.ts';
import { addDone, takeNext, type ScanBoard } from './scan-board.ts';

/** All of it crosses to a thread as it is. */
export interface ScanTask {
  readonly plan: ScanPlan;
  readonly units: UnitOptions;
  /** Which batches are read. */
  readonly batches: readonly number[];
  readonly board: ScanBoard;
}

/** From a server a block takes as long to come as several. */
const BLOCKS_AT_ONCE = 4;

/** Throws Fault. */
export async function scanUnits({
  plan,
  units: options,
  batches: wanted,
  board,
}: ScanTask): Promise<ScanResult> {
  enterTokenIn(process.env);
  const all = batchesOf(unitsOf(plan, options));
  const batches = wanted.map((batch) => all[batch]!);
  const scanner = new Scanner(plan, sourceOf);
  const report = (bytes: number) => addDone(board, bytes);
  const count = options.course === 'sample' ? BLOCKS_AT_ONCE : 1;
  for (let at = takeNext(board, count); at < batches.length; at = takeNext(board, count)) {
    const units = batches.slice(at, at + count).flat();
    for (let i = 0; i < units.length; i += count) {
      await scanner.readAll(units.slice(i, i + count), { report });
    }
  }
  return scanner.result();
}
