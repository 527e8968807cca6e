/** A checkpoint, what its tensors are, and what a scan says of them. */
import { catalogueOf, type Catalogue } from '../core/catalogue.ts';
import type { Checkpoint } from '../core/checkpoint.ts';
import { structureOf } from '../core/families/structure-of.ts';
import { allScope, expertsScope, partsInScope, type Scope } from '../core/scope.ts';
import { curveOf, type Curve } from '../core/sketch/curve.ts';
import { emptySketch } from '../core/sketch/sketch.ts';
import type { Part } from '../core/structure.ts';
import type { Summary } from '../core/summary.ts';
import { fingerprintOf } from '../formats/fingerprint.ts';
import { planScan, type ScanPlan } from '../scan/plan.ts';
import { sourceOf } from './path-source.ts';
import { scanPlan, type ScanPlanOptions } from './scan-plan.ts';

/** A checkpoint that was opened and not yet read. */
export interface Prepared {
  readonly catalogue: Catalogue;
  /** As they are stored: without what is unpacked from them. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly scope: Scope;
  /** Number of weights that the scope draws. */
  readonly weights: number;
  readonly plan: ScanPlan;
}

export interface Analysis extends Prepared {
  readonly summary: Summary;
  /** Of the scope; of no weights where it draws none. */
  readonly curve: Curve;
}

export interface PrepareOptions {
  /** Null for the experts, or for everything in a model without. */
  readonly scope: Scope | null;
  readonly course: ScanPlanOptions['course'];
}

/** Throws Fault. */
export async function prepare(checkpoint: Checkpoint, { scope, course }: PrepareOptions): Promise<Prepared> {
  const structure = structureOf(checkpoint);
  const catalogue = catalogueOf(checkpoint, structure, await fingerprintOf(checkpoint.files, { sourceOf }));
  const chosen = scope ?? (structure.expertsPerLayer > 0 ? expertsScope : allScope);
  const drawn = new Set<Part>();
  for (const part of partsInScope(chosen, catalogue.parts, catalogue.tensors.names)) {
    drawn.add(structure.parts[part]!);
  }
  // One pass gives both: every part's totals, and the full table of those that are drawn.
  const plan = planScan(checkpoint, structure, {
    className: (part) => (drawn.has(part) ? 'scope' : null),
    // a sample has no tables: its curve is made of the parts
    keepsLevels: course === 'sample',
  });
  const weights = [...drawn].reduce((sum, { parameters }) => sum + parameters, 0);
  const files = catalogue.files.map(({ name, size }) => ({ name, bytes: size }));
  return { catalogue, files, scope: chosen, weights, plan };
}

/** Throws Fault. */
export async function analyse(prepared: Prepared, options: ScanPlanOptions): Promise<Analysis> {
  const summary = await scanPlan(prepared.plan, options);
  return { ...prepared, summary, curve: curveOf(summary.classes[0]?.sketch ?? emptySketch) };
}
