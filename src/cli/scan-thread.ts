/** Entry of a thread: does its share of the scan it was started with, and answers once. */
import { parentPort, workerData } from 'node:worker_threads';
import { transferablesOf } from '../core/sketch/columns.ts';
import { encodeFault, type FaultWire } from '../core/fault.ts';
import type { ScanResult } from '../scan/scanner.ts';
import { scanUnits, type ScanTask } from './scan-units.ts';

export type ThreadAnswer = { readonly result: ScanResult } | { readonly fault: FaultWire };

try {
  const result = await scanUnits(workerData as ScanTask);
  parentPort?.postMessage({ result } satisfies ThreadAnswer, transferablesOf(result.sketches));
} catch (error) {
  parentPort?.postMessage({ fault: encodeFault(error) } satisfies ThreadAnswer);
}
