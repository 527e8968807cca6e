/** A checkpoint, what its tensors are, and what a scan says of them. */
import { catalogueOf, type Catalogue } from '../core/catalogue.ts';
import type { Checkpoint } from '../core/checkpoint.ts';
import { applyMapping } from '../core/families/by-hand/apply-mapping.ts';
import { formatMapping, type Mapping } from '../core/families/by-hand/mapping.ts';
import { structureOf } from '../core/families/structure-of.ts';
import { allScope, expertsScope, partsInScope, type Scope } from '../core/scope.ts';
import { curveOf, type Curve } from '../core/sketch/curve.ts';
import { emptySketch } from '../core/sketch/sketch.ts';
import type { Part, Structure } from '../core/structure.ts';
import type { SummaryFile } from '../core/summary-file.ts';
import type { Summary } from '../core/summary.ts';
import { fingerprintOf, mappedFingerprint } from '../formats/fingerprint.ts';
import { planScan, type ScanPlan } from '../scan/plan.ts';
import type { ScanResult } from '../scan/scanner.ts';
import { regroup, summariseSample, summariseScan, type SummarisedPlan } from '../scan/summarise.ts';
import { UsageError } from './command.ts';
import { sourceOf } from './path-source.ts';
import type { Reading } from './scan-arguments.ts';
import { drawnClass, splitClass, usualClass } from './scan-classes.ts';

/** A checkpoint, and what of it is drawn. */
export interface Described {
  readonly catalogue: Catalogue;
  /** As they are stored: without what is unpacked from them. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly scope: Scope;
}

/** A checkpoint that was opened and not yet read. */
export interface Prepared extends Described {
  /** Number of weights that the scope draws. */
  readonly weights: number;
  readonly plan: ScanPlan;
}

export interface Analysis extends Described {
  readonly summary: Summary;
  /** Of the scope; of no weights where it draws none. */
  readonly curve: Curve;
}

export interface PrepareOptions {
  /** Null for the experts, or for everything in a model without. */
  readonly scope: Scope | null;
  /** How a person corrects what names were taken for. */
  readonly mapping: Mapping;
  readonly reading: Reading;
  /** Whether all is kept that a summary file needs, or only what a report does. */
  readonly isForFile: boolean;
}

/** Throws Fault, and UsageError for a rule of the mapping that fits nothing. */
export async function prepare(
  checkpoint: Checkpoint,
  { scope, mapping, reading, isForFile }: PrepareOptions,
): Promise<Prepared> {
  const structure = correctedStructure(checkpoint, mapping);
  const read = await fingerprintOf(checkpoint.files, { sourceOf });
  const fingerprint = mapping.length > 0 ? mappedFingerprint(read, formatMapping(mapping)) : read;
  const catalogue = catalogueOf(checkpoint, structure, fingerprint);
  const chosen = scope ?? (structure.expertsPerLayer > 0 ? expertsScope : allScope);
  const drawn = new Set<Part>();
  for (const part of partsInScope(chosen, catalogue.parts, catalogue.tensors.names)) {
    drawn.add(structure.parts[part]!);
  }
  // One pass gives both: every part's totals, and the full table of those that are drawn.
  const plan = planScan(checkpoint, structure, {
    className: (part) => {
      const name = splitClass(part, drawn.has(part));
      return isForFile || drawn.has(part) ? name : null;
    },
    // a sample has no tables: its curve is made of the parts
    keepsLevels: isForFile || reading.course === 'sample',
  });
  const weights = [...drawn].reduce((sum, { parameters }) => sum + parameters, 0);
  return { ...describe(catalogue, chosen), weights, plan };
}

function correctedStructure(checkpoint: Checkpoint, mapping: Mapping): Structure {
  const guessed = structureOf(checkpoint);
  if (mapping.length === 0) return guessed;
  const { structure, outcomes } = applyMapping(checkpoint.tensors, guessed, mapping);
  for (const [i, { tensors, problem }] of outcomes.entries()) {
    const { pattern } = mapping[i]!;
    if (tensors === 0) throw new UsageError(`--map: ${pattern}: ${problem ?? ''}, in ${checkpoint.name}.`);
  }
  return structure;
}

export function describe(catalogue: Catalogue, scope: Scope): Described {
  const files = catalogue.files.map(({ name, size }) => ({ name, bytes: size }));
  return { catalogue, files, scope };
}

/** What a report says: of all that is drawn there is one table. */
export function analysisOf(described: Described, scanned: Scanned): Analysis {
  const summary = summaryBy(drawnClass, scanned);
  return { ...described, summary, curve: curveOf(summary.classes[0]?.sketch ?? emptySketch) };
}

/** What a summary file holds. Only of a scan that was prepared for it. */
export function summaryFileOf({ catalogue }: Described, scanned: Scanned): SummaryFile {
  return { catalogue, summary: summaryBy(usualClass, scanned) };
}

export interface Scanned {
  readonly plan: SummarisedPlan;
  readonly results: readonly ScanResult[];
  readonly course: Reading['course'];
}

function summaryBy(nameOf: (name: string) => string | null, { plan, results, course }: Scanned): Summary {
  const regrouped = regroup(plan, results, nameOf);
  const summarise = course === 'sample' ? summariseSample : summariseScan;
  return summarise(regrouped.plan, regrouped.results);
}
