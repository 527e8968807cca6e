/** Which curves are drawn, and what is known of the weights behind each. */
import { projectionAt, roleAt, type Catalogue } from '../core/catalogue.ts';
import type { ScanPicture } from '../core/picture.ts';
import { allScope, expertsScope, formatScope, parseScope, partsInScope, type Scope } from '../core/scope.ts';
import { sketchAt } from '../core/sketch/columns.ts';
import { mergeSketches, mergeSteps, type Sketch } from '../core/sketch/sketch.ts';
import { allSteps, type Steps } from '../core/steps.ts';
import { classNameOf, type ClassTable, type Summary } from '../core/summary.ts';
import type { OpenSource } from './session.ts';
import type { CurveChoice, SourceId, View } from './view.ts';
import { sourceId } from './view.ts';

/** The scope that stands for a whole checkpoint: its routed experts, or all matrices where there are none. */
export function wholeScope({ structure }: Pick<Catalogue, 'structure'>): string {
  return formatScope(structure.expertsPerLayer > 0 ? expertsScope : allScope);
}

/** Slots of the curves to draw: those chosen, or one for each open source. Curves of sources not open are kept. */
export function drawnCurves(
  { curves, sources }: Pick<View, 'curves' | 'sources'>,
  open: Readonly<Record<SourceId, OpenSource>>,
): readonly (CurveChoice | null)[] {
  if (curves !== null) return curves;
  return sources.flatMap((ref) => {
    const source = open[sourceId(ref)];
    return source === undefined ? [] : [{ source: source.id, scope: wholeScope(source.catalogue) }];
  });
}

/** How a scope is called in legends: "All experts", "Layer 3 · expert 5 · down". */
export function scopeLabel(scopeText: string, { structure }: Pick<Catalogue, 'structure'>): string {
  const scope = parseScope(scopeText);
  if (scope === null) return scopeText;
  const labels = scope.slice(0, 2).map((term) => termLabel(term, structure.layerLabels));
  return scope.length > 2 ? `${labels.join(' + ')} + ${scope.length - 2} more` : labels.join(' + ');
}

function termLabel(term: Scope[number], layerLabels: readonly string[]): string {
  const layerName = (layer: number) => `layer ${layerLabels[layer] ?? layer}`;
  switch (term.kind) {
    case 'all':
      return 'All weight matrices';
    case 'routers':
      return 'Routers';
    case 'shared':
      return 'Shared experts';
    case 'experts':
      return term.projection === null ? 'All experts' : `All experts · ${term.projection}`;
    case 'layer':
      return capital(layerName(term.layer));
    case 'projection':
      return capital(`${term.layer === null ? 'all layers' : layerName(term.layer)} · ${term.projection}`);
    case 'tensor':
      return term.name;
    case 'expert': {
      const layer = term.layer === null ? 'all layers' : layerName(term.layer);
      const expert = term.expert === null ? 'all experts' : `expert ${term.expert}`;
      return capital([layer, expert, ...(term.projection === null ? [] : [term.projection])].join(' · '));
    }
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What is known of a scope's weights. */
export interface ScopeSketch {
  readonly sketch: Sketch;
  /**
   * - `table`: every weight was read, at full resolution;
   * - `sketch`: every weight was read, kept compactly, with a bound;
   * - `estimate`: from a sample, or from a scan under way.
   */
  readonly basis: 'table' | 'sketch' | 'estimate';
  /** Scaled sketches of the parts met so far, for a bootstrap; empty unless an estimate. */
  readonly clusters: readonly Sketch[];
  readonly fractionRead: number;
}

export function scopeParts(scopeText: string, catalogue: Catalogue): Uint32Array {
  const scope = parseScope(scopeText);
  return scope === null ? new Uint32Array(0) : partsInScope(scope, catalogue.parts, catalogue.tensors.names);
}

export function sketchFromSummary(parts: Uint32Array, catalogue: Catalogue, summary: Summary): ScopeSketch {
  return allSteps(sketchSteps(parts, catalogue, summary));
}

/** The same, with rests. */
export function* sketchSteps(parts: Uint32Array, catalogue: Catalogue, summary: Summary): Steps<ScopeSketch> {
  if (summary.kind === 'sample') {
    const clusters: Sketch[] = [];
    const sketch = yield* mergeSteps(sketchesOf(parts, summary, clusters));
    return { sketch, basis: 'estimate', clusters, fractionRead: 0 };
  }
  const tables = wholeClasses(parts, catalogue, summary.classes);
  yield;
  if (tables !== null) {
    const sketch = mergeSketches(
      tables.map((table) => table.sketch),
      { exactLimit: Infinity },
    );
    return { sketch, basis: 'table', clusters: [], fractionRead: 1 };
  }
  const sketch = yield* mergeSteps(sketchesOf(parts, summary));
  const basis = sketch.levels.binsPerOctave === null ? 'table' : 'sketch';
  return { sketch, basis, clusters: [], fractionRead: 1 };
}

/** Of the parts that have weights, one after the other; `into` collects them. */
function* sketchesOf(parts: Uint32Array, { parts: columns }: Summary, into: Sketch[] = []): Iterable<Sketch> {
  for (const part of parts) {
    const sketch = sketchAt(columns, part);
    if (sketch.totals.count === 0) continue;
    into.push(sketch);
    yield sketch;
  }
}

export function sketchFromPicture(parts: Uint32Array, picture: ScanPicture): ScopeSketch | null {
  const { sketch, clusters, fractionRead } = picture.scope(parts);
  return sketch === null ? null : { sketch, basis: 'estimate', clusters, fractionRead };
}

/** The classes that these parts are all of, or null if they cut through one. */
function wholeClasses(
  parts: Uint32Array,
  catalogue: Catalogue,
  classes: readonly ClassTable[],
): ClassTable[] | null {
  const inScope = new Set(parts);
  const cut = new Set<string>();
  const whole = new Set<string>();
  catalogue.parts.role.forEach((_, part) => {
    const isEmpty = catalogue.parts.parameters[part] === 0;
    const name = isEmpty
      ? null
      : classNameOf(roleAt(catalogue.parts, part), projectionAt(catalogue.parts, part));
    if (name !== null) (inScope.has(part) ? whole : cut).add(name);
  });
  if ([...whole].some((name) => cut.has(name))) return null;
  const tables = classes.filter(({ name }) => whole.has(name));
  return tables.length === whole.size ? tables : null;
}
