import { transferablesOf } from '../core/sketch/columns.ts';
import { Fault } from '../core/fault.ts';
import { enterToken } from '../formats/sources/credentials.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import type { ScanPlan } from '../scan/plan.ts';
import { Scanner } from '../scan/scanner.ts';
import { summariseSample, summariseScan } from '../scan/summarise.ts';
import { unitBytes, unitsOf, type Unit } from '../scan/units.ts';
import { Handover, serve } from './channel.ts';
import type { ScannerContract } from './contracts.ts';

interface Task {
  readonly scanner: Scanner;
  readonly units: readonly Unit[];
}

let task: Task | null = null;

function current(): Task {
  if (task === null) throw new Fault('internal', { detail: 'a scanner was asked before it had begun' });
  return task;
}

function begin(plan: ScanPlan, units: readonly Unit[]): Float64Array {
  task = { scanner: new Scanner(plan, sourceOf), units };
  return Float64Array.from(units, (unit) => unitBytes(plan, unit));
}

serve<ScannerContract>(self, {
  enterToken: (credential) => {
    enterToken(credential);
    return null;
  },
  begin: ({ plan, units }) => begin(plan, unitsOf(plan, units)),
  read: async (units, context) => {
    const { scanner, units: all } = current();
    await scanner.readAll(
      units.map((unit) => all[unit]!),
      context,
    );
    return null;
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
