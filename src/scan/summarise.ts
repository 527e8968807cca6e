/** Results of all scanners of one plan → the summary of the checkpoint. */
import { packSketches, sketchAt } from '../core/sketch/columns.ts';
import { mergeSketches, scaleSketch, type Sketch } from '../core/sketch/sketch.ts';
import { addTotals, noTotals } from '../core/sketch/totals.ts';
import type { Summary } from '../core/summary.ts';
import type { ScanPlan } from './plan.ts';
import { joinTables, type ScanResult } from './scanner.ts';

export function summariseScan(plan: ScanPlan, results: readonly ScanResult[]): Summary {
  const parts = partSketches(plan, results);
  const tables = joinTables(results, plan.classNames.length);
  const classes = plan.classNames.map((name, classIndex) => ({
    name,
    sketch: { levels: tables[classIndex]!, totals: classTotals(plan, parts, classIndex) },
  }));
  return { kind: 'exact', parts: packSketches(parts), classes };
}

/** The same from blocks of every tensor: each part's sketch is scaled to the whole part, and there are no tables. */
export function summariseSample(plan: ScanPlan, results: readonly ScanResult[]): Summary {
  const scaled = partSketches(plan, results).map((sketch, part) =>
    sketch === undefined || sketch.totals.count === 0
      ? undefined
      : scaleSketch(sketch, plan.elements[part]! / sketch.totals.count),
  );
  const classes = plan.classNames.map((name, classIndex) => ({
    name,
    sketch: mergeSketches(
      scaled.filter((sketch, part) => plan.classOf[part] === classIndex && sketch !== undefined) as Sketch[],
    ),
  }));
  return { kind: 'sample', parts: packSketches(scaled), classes };
}

function partSketches(plan: ScanPlan, results: readonly ScanResult[]): (Sketch | undefined)[] {
  const sketches: (Sketch | undefined)[] = new Array<Sketch | undefined>(plan.parts).fill(undefined);
  for (const { parts, sketches: columns } of results) {
    parts.forEach((part, row) => {
      const known = sketches[part];
      const sketch = sketchAt(columns, row);
      sketches[part] = known === undefined ? sketch : mergeSketches([known, sketch]);
    });
  }
  return sketches;
}

function classTotals(plan: ScanPlan, parts: readonly (Sketch | undefined)[], classIndex: number) {
  return parts.reduce(
    (totals, sketch, part) =>
      sketch === undefined || plan.classOf[part] !== classIndex ? totals : addTotals(totals, sketch.totals),
    noTotals,
  );
}
