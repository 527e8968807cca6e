import { transferablesOf } from '../core/sketch/columns.ts';
import { Fault } from '../core/fault.ts';
import { enterToken } from '../formats/sources/credentials.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { decodeKeptResult, encodeKeptResult } from '../scan/kept-result.ts';
import type { ScanPlan } from '../scan/plan.ts';
import { Scanner, type ScanResult } from '../scan/scanner.ts';
import { summariseSample, summariseScan } from '../scan/summarise.ts';
import { batchesOf, unitBytes, unitsOf, type Unit } from '../scan/units.ts';
import { Handover, serve } from './channel.ts';
import type { ScannerContract } from './contracts.ts';

interface Task {
  readonly plan: ScanPlan;
  readonly scanner: Scanner;
  readonly batches: readonly (readonly Unit[])[];
}

let task: Task | null = null;

function current(): Task {
  if (task === null) throw new Fault('internal', { detail: 'a scanner was asked before it had begun' });
  return task;
}

function begin(plan: ScanPlan, units: readonly Unit[]): Float64Array {
  const batches = batchesOf(units);
  task = { plan, scanner: new Scanner(plan, sourceOf), batches };
  return Float64Array.from(batches, (batch) => batch.reduce((sum, unit) => sum + unitBytes(plan, unit), 0));
}

/** What is damaged is read again instead. */
function decodeOrNull(bytes: Uint8Array, of: { plan: ScanPlan; batches: number }): ScanResult | null {
  try {
    return decodeKeptResult(bytes, of);
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

serve<ScannerContract>(self, {
  enterToken: (credential) => {
    enterToken(credential);
    return null;
  },
  begin: ({ plan, units }) => begin(plan, unitsOf(plan, units)),
  read: async ({ batches, atOnce }, context) => {
    const { scanner, batches: all } = current();
    const units = batches.flatMap((batch) => all[batch]!);
    for (let at = 0; at < units.length; at += atOnce) {
      await scanner.readAll(units.slice(at, at + atOnce), context);
    }
    return null;
  },
  adopt: (bytes) => {
    const { scanner, plan, batches } = current();
    const result = decodeOrNull(bytes, { plan, batches: batches.length });
    if (result !== null) scanner.adopt(result);
    return result !== null;
  },
  keep: () => {
    const bytes = encodeKeptResult(current().scanner.result());
    return new Handover(bytes, [bytes.buffer as ArrayBuffer]);
  },
  changed: () => {
    const changed = current().scanner.takeChanged();
    return new Handover(changed, [
      changed.parts.buffer,
      ...transferablesOf(changed.sketches),
    ] as Transferable[]);
  },
  result: () => {
    const result = current().scanner.result();
    task = null;
    return new Handover(result, transferablesOf(result.sketches));
  },
  summarise: ({ plan, results, course }) => {
    const summary = course === 'sample' ? summariseSample(plan, results) : summariseScan(plan, results);
    return new Handover(summary, transferablesOf(summary.parts));
  },
});
