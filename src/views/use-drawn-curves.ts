/** The curves on the chart: each slot of the view with its label, colour and what is known of its weights. */
import { useQueries } from '@tanstack/react-query';
import { byteLengthOf } from '../core/dtype.ts';
import { dtypeAt } from '../core/catalogue.ts';
import { isOnGrid } from '../core/quantised.ts';
import { curveOf, type Curve } from '../core/sketch/curve.ts';
import type { Summary } from '../core/summary.ts';
import {
  drawnCurves,
  scopeLabel,
  scopeParts,
  sketchFromPicture,
  sketchFromSummary,
  type ScopeSketch,
} from '../state/curves.ts';
import { onlyScope } from '../state/reading.ts';
import { useSession } from '../state/session.ts';
import { EXACT_AT_ONCE_BYTES, exactQuery } from '../state/summaries.ts';
import { isRemote, useView, type CurveChoice } from '../state/view.ts';
import { hasWeights } from '../state/weights.ts';
import type { Analysis } from './use-analyses.ts';

export interface DrawnCurve {
  readonly slot: number;
  readonly choice: CurveChoice;
  readonly analysis: Analysis;
  readonly label: string;
  readonly known: ScopeSketch | null;
  readonly curve: Curve | null;
  /** Bytes that reading this selection at full resolution takes; null if that would tell no more, or needs no asking. */
  readonly exactBytes: number | null;
  readonly isReadingExactly: boolean;
  /** Some of its weights were quantised. */
  readonly isOnGrid: boolean;
}

interface Known {
  readonly parts: Uint32Array;
  readonly known: ScopeSketch | null;
  readonly curve: Curve | null;
  readonly isOnGrid: boolean;
}

/** Summaries never change, so what was derived of one is kept as long as it is. */
const fromSummary = new WeakMap<Summary, Map<string, Known>>();
/** Of a scan under way only the newest picture matters. */
const fromPicture = new WeakMap<object, Map<string, Known & { readonly version: number }>>();

export function useDrawnCurves(analyses: readonly Analysis[]): readonly (DrawnCurve | null)[] {
  const curves = useView((view) => view.curves);
  const sources = useView((view) => view.sources);
  const open = useSession((session) => session.open);
  const slots = drawnCurves({ curves, sources }, open).map((choice) => {
    const analysis = analyses.find(({ source }) => source.id === choice?.source);
    return choice === null || analysis === undefined
      ? null
      : { choice, analysis, ...knownOf(analysis, choice.scope) };
  });
  const exact = useQueries({
    queries: slots.map((slot) => {
      if (slot === null) return { queryKey: ['exact', null], queryFn: () => null, enabled: false };
      return {
        ...exactQuery(slot.analysis.source, slot.choice.scope, slot.parts),
        enabled: isReadAtOnce(slot),
      };
    }),
  });
  const isSeveral = analyses.length > 1;
  return slots.map((slot, i) => {
    if (slot === null) return null;
    const { choice, analysis } = slot;
    const table = exact[i]!.data ?? null;
    const known: ScopeSketch | null =
      table === null || slot.known === null ? slot.known : { ...slot.known, sketch: table, basis: 'table' };
    const name = scopeLabel(choice.scope, analysis.source.catalogue);
    return {
      slot: i,
      choice,
      analysis,
      label: isSeveral ? `${analysis.source.label}: ${name}` : name,
      known,
      curve: table === null ? slot.curve : exactCurve(table),
      exactBytes: table === null && (exact[i]!.isError || !isReadAtOnce(slot)) ? exactBytesOf(slot) : null,
      isReadingExactly: exact[i]!.isFetching,
      isOnGrid: slot.isOnGrid,
    };
  });
}

const exactCurves = new WeakMap<object, Curve>();

function exactCurve(sketch: ScopeSketch['sketch']): Curve {
  let curve = exactCurves.get(sketch);
  if (curve === undefined) {
    curve = curveOf(sketch);
    exactCurves.set(sketch, curve);
  }
  return curve;
}

function knownOf(analysis: Analysis, scope: string): Known {
  const { source, summary, shown, choice } = analysis;
  const only = onlyScope(choice);
  if (only !== null && !isWithin(scope, only, source.catalogue)) return nothingKnown;
  if (summary !== null) {
    const kept = keptIn(fromSummary, summary);
    return (
      kept.get(scope) ??
      remember(
        kept,
        scope,
        derive(source.catalogue, scope, (parts) => sketchFromSummary(parts, source.catalogue, summary)),
      )
    );
  }
  if (shown === null) return nothingKnown;
  const { picture, version } = shown;
  const kept = keptIn(fromPicture, picture);
  const last = kept.get(scope);
  if (last?.version === version) return last;
  const known = derive(source.catalogue, scope, (parts) => sketchFromPicture(parts, picture));
  return remember(kept, scope, { ...known, version });
}

const nothingKnown: Known = { parts: new Uint32Array(0), known: null, curve: null, isOnGrid: false };

/** Whether all weights of a scope are among those that were read. */
function isWithin(scope: string, only: string, catalogue: Analysis['source']['catalogue']): boolean {
  if (scope === only) return true;
  const read = new Set(scopeParts(only, catalogue));
  return scopeParts(scope, catalogue).every((part) => read.has(part));
}

function derive(
  catalogue: Analysis['source']['catalogue'],
  scope: string,
  sketchOf: (parts: Uint32Array) => ScopeSketch | null,
): Known {
  const parts = scopeParts(scope, catalogue);
  const known = sketchOf(parts);
  return {
    parts,
    known,
    curve: known === null ? null : curveOf(known.sketch),
    isOnGrid: isOnGrid(catalogue, parts),
  };
}

function keptIn<T>(cache: WeakMap<object, Map<string, T>>, owner: object): Map<string, T> {
  let kept = cache.get(owner);
  if (kept === undefined) {
    kept = new Map<string, T>();
    cache.set(owner, kept);
  }
  return kept;
}

function remember<T>(kept: Map<string, T>, scope: string, value: T): T {
  kept.set(scope, value);
  return value;
}

interface Slot extends Known {
  readonly analysis: Analysis;
}

/** From another server nothing is read unasked. */
function isReadAtOnce(slot: Slot): boolean {
  const bytes = exactBytesOf(slot);
  const most = isRemote(slot.analysis.source.ref) ? 0 : EXACT_AT_ONCE_BYTES;
  return bytes !== null && bytes <= most;
}

/** Null where the curve is exact already, or is still being estimated, and where there are no weights to read. */
function exactBytesOf({ analysis, known, parts }: Slot): number | null {
  if (known?.basis !== 'sketch' || !hasWeights(analysis.source)) return null;
  const { catalogue } = analysis.source;
  return parts.reduce(
    (sum, part) =>
      sum +
      byteLengthOf(
        dtypeAt(catalogue.tensors, catalogue.parts.tensor[part]!),
        catalogue.parts.parameters[part]!,
      ),
    0,
  );
}
