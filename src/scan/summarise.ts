/** Results of all scanners of one plan → the summary of the checkpoint. */
import { packSketches, sketchAt } from '../core/sketch/columns.ts';
import { mergeLevels, type Levels } from '../core/sketch/levels.ts';
import { mergeSketches, scaleSketch, type Sketch } from '../core/sketch/sketch.ts';
import { addTotals, noTotals } from '../core/sketch/totals.ts';
import { dtypeNames } from '../core/dtype.ts';
import type { Summary } from '../core/summary.ts';
import type { ScanPlan } from './plan.ts';
import { joinSketches, type ScanResult, type ScanTable } from './scanner.ts';
import { tallyFor } from './tallies/index.ts';

/** What of a plan a summary needs. */
export type SummarisedPlan = Pick<ScanPlan, 'parts' | 'elements' | 'classOf' | 'classNames'>;

export function summariseScan(plan: SummarisedPlan, results: readonly ScanResult[]): Summary {
  const parts = partSketches(plan, results);
  const tables = joinTables(results, plan.classNames.length);
  const classes = plan.classNames.map((name, classIndex) => ({
    name,
    sketch: { levels: tables[classIndex]!, totals: classTotals(plan, parts, classIndex) },
  }));
  return { kind: 'exact', parts: packSketches(parts), classes };
}

/** The same from blocks of every tensor: each part's sketch is scaled to the whole part, and there are no tables. */
export function summariseSample(plan: SummarisedPlan, results: readonly ScanResult[]): Summary {
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

/** The same results by other classes: those of one new name are joined, those of null are left out of the tables. */
export function regroup(
  plan: SummarisedPlan,
  results: readonly ScanResult[],
  nameOf: (className: string) => string | null,
): { readonly plan: SummarisedPlan; readonly results: readonly ScanResult[] } {
  const names = plan.classNames.map(nameOf);
  const classNames = [...new Set(names.filter((name) => name !== null))];
  const indexOf = Int16Array.from(names, (name) => (name === null ? -1 : classNames.indexOf(name)));
  const regrouped = (tables: readonly ScanTable[]) =>
    tables.flatMap((table) => {
      const classIndex = indexOf[table.classIndex]!;
      return classIndex < 0 ? [] : [{ ...table, classIndex }];
    });
  return {
    plan: { ...plan, classNames, classOf: plan.classOf.map((index) => (index < 0 ? -1 : indexOf[index]!)) },
    results: results.map((result) => ({ ...result, tables: regrouped(result.tables) })),
  };
}

/** What all batches hold of each part, added up in the order of the batches, whoever read them. */
function partSketches(plan: SummarisedPlan, results: readonly ScanResult[]): (Sketch | undefined)[] {
  const found = Array.from({ length: plan.parts }, (): { batch: number; sketch: Sketch }[] => []);
  for (const { parts, batches, sketches } of results) {
    parts.forEach((part, row) =>
      found[part]!.push({ batch: batches[row]!, sketch: sketchAt(sketches, row) }),
    );
  }
  return found.map((pieces) => {
    if (pieces.length === 0) return undefined;
    pieces.sort((a, b) => a.batch - b.batch);
    return joinSketches(pieces.map(({ sketch }) => sketch));
  });
}

/** Levels of each class over all scanners' tables, by class index; classes that met no weights are empty. */
function joinTables(results: readonly ScanResult[], classes: number): Levels[] {
  const tables = results.flatMap((result) => result.tables);
  return Array.from({ length: classes }, (_, classIndex) => {
    const own = tables.filter((table) => table.classIndex === classIndex);
    return mergeLevels(dtypeNames.flatMap((dtype) => levelsOf(own.filter((table) => table.dtype === dtype))));
  });
}

function levelsOf(tables: readonly ScanTable[]): Levels[] {
  const [first] = tables;
  if (first === undefined) return [];
  const joined = tallyFor(first.dtype)!.newTable();
  for (const { counts } of tables) joined.addCounts(counts);
  return [joined.levels()];
}

function classTotals(plan: SummarisedPlan, parts: readonly (Sketch | undefined)[], classIndex: number) {
  return parts.reduce(
    (totals, sketch, part) =>
      sketch === undefined || plan.classOf[part] !== classIndex ? totals : addTotals(totals, sketch.totals),
    noTotals,
  );
}
