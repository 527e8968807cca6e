/** What one thread does of a scan: unit after unit, until the board has no more. */
import type { ScanPlan } from '../scan/plan.ts';
import { Scanner, type ScanResult } from '../scan/scanner.ts';
import { unitsOf, type UnitOptions } from '../scan/units.ts';
import { sourceOf } from './path-source.ts';
import { addDone, takeNext, type ScanBoard } from './scan-board.ts';

/** All of it crosses to a thread as it is. */
export interface ScanTask {
  readonly plan: ScanPlan;
  readonly units: UnitOptions;
  readonly board: ScanBoard;
}

/** Throws Fault. */
export async function scanUnits({ plan, units: options, board }: ScanTask): Promise<ScanResult> {
  const units = unitsOf(plan, options);
  const scanner = new Scanner(plan, sourceOf);
  const report = (bytes: number) => addDone(board, bytes);
  for (let at = takeNext(board); at < units.length; at = takeNext(board)) {
    await scanner.read(units[at]!, { report });
  }
  return scanner.result();
}
