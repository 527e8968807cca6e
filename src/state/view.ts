/**
 * The view: every choice that a link carries, and little else. What is open lies in `session.ts`, what was computed
 * from bytes in React Query.
 */
import { create } from 'zustand';
import type { Plan } from '../core/pruning/plan.ts';
import { defaultRecipe } from '../core/recipe-defaults.ts';
import type { Recipe } from '../core/recipe.ts';
import type { Population, Quantity } from '../core/sketch/curve.ts';
import type { ReferenceId } from '../core/sketch/references.ts';
import type { Projection } from '../core/structure.ts';
import type { FindingCode } from '../core/trace/finding.ts';
import type { TraceFacts } from '../core/trace/trace-sink.ts';
import { nothingSelected, type TraceSelection } from '../core/trace/selection.ts';

/** Where a checkpoint comes from, as a link names it. A local file is its fingerprint, never its name. */
export interface SourceRef {
  readonly kind: 'sample' | 'file' | 'url' | 'hf';
  /** Of a model on a hub `owner/name[@revision][/path]`, whichever hub it is. */
  readonly value: string;
  /** How a person corrected its structure, as `core/families/by-hand/mapping.ts` writes it; absent for the guess. */
  readonly mapping?: string;
}

/** True for what lies on other servers: nothing of it is read unless the person asks for it. */
export function isRemote({ kind }: SourceRef): boolean {
  return kind === 'url' || kind === 'hf';
}

/** One text for a source, used as its key everywhere. */
export type SourceId = `${SourceRef['kind']}.${string}`;

export function sourceId({ kind, value, mapping }: SourceRef): SourceId {
  return `${kind}.${value}${mapping === undefined ? '' : `~${mapping}`}`;
}

/** A trace as a link names it: by the fingerprint of its files. */
export type TraceId = `trace.${string}`;

/** A curve that is drawn: some weights of one source. Its place in the list is its colour. */
export interface CurveChoice {
  readonly source: SourceId;
  /** As `core/scope.ts` writes it. */
  readonly scope: string;
}

export const panels = ['curve', 'tensors', 'usage', 'pruning', 'train'] as const;
export type PanelId = (typeof panels)[number];

export const MOST_CURVES = 8;

export interface View {
  readonly sources: readonly SourceRef[];
  readonly panel: PanelId;
  /** Slots of curves, empty ones null; null as a whole for one curve of each source. */
  readonly curves: readonly (CurveChoice | null)[] | null;
  /** Slot of the curve whose readings are shown. */
  readonly active: number;
  readonly scale: 'share' | 'sum';
  readonly population: Population;
  readonly quantity: Quantity;
  readonly xAxis: 'linear' | 'log';
  readonly yAxis: 'linear' | 'log';
  readonly references: readonly ReferenceId[];
  readonly plateauSlope: number;
  /** Kept fraction of the active curve, or null for no cut. */
  readonly cut: number | null;
  readonly epsilon: number | null;
  /** Source whose experts the matrix shows; the first if null. */
  readonly matrixSource: SourceId | null;
  /** Id of a measure, or `cut` for what the cut leaves of each cell. */
  readonly measure: string;
  readonly projection: Projection | null;
  readonly search: string;
  /** Column of the tensors' table, with a leading `-` for falling order. */
  readonly sort: string;
  /** Traces that are open, or that a link wants. */
  readonly traces: readonly TraceId[];
  /** The trace that is shown; the first if null. */
  readonly trace: TraceId | null;
  /** Findings of the trace doctor that are not to be put right. */
  readonly ignoredFindings: readonly FindingCode[];
  /** How scores become weights, where a person knows better than the trace; null for what it says. */
  readonly normalisation: TraceFacts['normalisation'] | null;
  /** What is picked out of the trace, in every panel. */
  readonly selection: TraceSelection;
  /** Id of the statistic of a trace that colours its experts. */
  readonly usageStatistic: string;
  /** Experts across: by number, or the most chosen first. */
  readonly usageOrder: 'id' | 'load';
  /** What is weights × usage: id of a measure of weights, and of a statistic of the trace. */
  readonly usageWeights: string;
  readonly usageAgainst: string;
  /** What is to be trained next. */
  readonly recipe: Recipe;
  /** What would be pruned; empty for one plan that does nothing. */
  readonly plans: readonly Plan[];
  /** Index of the plan that is edited. */
  readonly shownPlan: number;
  /** Step of a run that every chart of it shows; null for its latest. Not part of a link: it belongs to a run here. */
  readonly runStep: number | null;
}

export const defaultView: View = {
  sources: [],
  panel: 'curve',
  curves: null,
  active: 0,
  scale: 'share',
  population: 'all',
  quantity: 'mass',
  xAxis: 'linear',
  yAxis: 'linear',
  references: ['gaussian'],
  plateauSlope: 0.1,
  cut: null,
  epsilon: null,
  matrixSource: null,
  measure: 'gini',
  projection: null,
  search: '',
  sort: '',
  traces: [],
  trace: null,
  ignoredFindings: [],
  normalisation: null,
  selection: nothingSelected,
  usageStatistic: 'share',
  usageOrder: 'id',
  usageWeights: 'rms',
  usageAgainst: 'share',
  recipe: defaultRecipe,
  plans: [],
  shownPlan: 0,
  runStep: null,
};

export const useView = create<View>(() => defaultView);

export function changeView(change: Partial<View>): void {
  useView.setState(change);
}

/** Shows a source, as the last of those shown; its whole joins the curves that were chosen by hand, if there are any. */
export function showSource(ref: SourceRef, wholeScope: string): void {
  const { sources, curves } = useView.getState();
  const id = sourceId(ref);
  if (sources.some((known) => sourceId(known) === id)) return;
  useView.setState({ sources: [...sources, ref] });
  if (curves !== null) toggleCurve(curves, { source: id, scope: wholeScope });
}

export function hideSource(id: SourceId): void {
  useView.setState((view) => ({
    sources: view.sources.filter((ref) => sourceId(ref) !== id),
    curves: view.curves?.map((choice) => (choice?.source === id ? null : choice)) ?? null,
    matrixSource: view.matrixSource === id ? null : view.matrixSource,
  }));
}

/** Shows another reading of a source in its place; curves of it were of other parts. */
export function replaceSource(id: SourceId, ref: SourceRef): void {
  useView.setState(({ sources, curves, matrixSource }) => ({
    sources: sources.map((known) => (sourceId(known) === id ? ref : known)),
    curves: curves?.some((choice) => choice?.source === id) === true ? null : curves,
    matrixSource: matrixSource === id ? sourceId(ref) : matrixSource,
  }));
}

/** Shows a trace, as the last of those open. */
export function showTrace(id: TraceId): void {
  const { traces } = useView.getState();
  useView.setState({ traces: traces.includes(id) ? traces : [...traces, id], trace: id });
}

export function hideTrace(id: TraceId): void {
  useView.setState(({ traces, trace }) => ({
    traces: traces.filter((known) => known !== id),
    trace: trace === id ? null : trace,
  }));
}

/** Moves a source by one place, −1 for up. */
export function moveSource(id: SourceId, step: -1 | 1): void {
  useView.setState(({ sources }) => {
    const from = sources.findIndex((ref) => sourceId(ref) === id);
    const to = from + step;
    if (from < 0 || to < 0 || to >= sources.length) return {};
    const moved = [...sources];
    [moved[from], moved[to]] = [moved[to]!, moved[from]!];
    return { sources: moved };
  });
}

/** Whether a curve was added, removed, or there was no room for another. */
export type Toggled = 'added' | 'removed' | 'full';

/** Adds a curve in the first free slot, or removes it; `current` is what is drawn now. */
export function toggleCurve(current: readonly (CurveChoice | null)[], choice: CurveChoice): Toggled {
  const at = current.findIndex((known) => known?.source === choice.source && known.scope === choice.scope);
  if (at >= 0) {
    removeCurve(current, at);
    return 'removed';
  }
  const free = current.indexOf(null);
  const slot = free >= 0 ? free : current.length;
  if (slot >= MOST_CURVES) return 'full';
  const curves = [...current];
  curves[slot] = choice;
  useView.setState({ curves, active: slot });
  return 'added';
}

export function removeCurve(current: readonly (CurveChoice | null)[], slot: number): void {
  const curves: (CurveChoice | null)[] = [...current];
  curves[slot] = null;
  while (curves.length > 0 && curves.at(-1) === null) curves.pop();
  const { active } = useView.getState();
  const isActiveThere = active < curves.length && curves[active] !== null;
  const firstThere = curves.findIndex((choice) => choice !== null);
  useView.setState({ curves, active: isActiveThere ? active : Math.max(0, firstThere) });
}

/** Draws this curve alone. */
export function onlyCurve(choice: CurveChoice): void {
  useView.setState({ curves: [choice], active: 0 });
}
