/** What the charts of the panel draw. */
import type { Look } from '../../charts/scene.ts';
import type { LayerReading, TraceReading } from '../../core/trace/reading.ts';
import type { TraceSelection } from '../../core/trace/selection.ts';
import { changeView } from '../../state/view.ts';

/** A trace that was read, and what is picked out of it. */
export interface PickedTrace {
  readonly reading: TraceReading;
  readonly selection: TraceSelection;
}

/** And the layer that charts of one layer show. */
export interface Usage extends PickedTrace {
  readonly layer: LayerReading;
  /** "layer 3". */
  readonly layerName: string;
  /** What documents and steps are called in this trace. */
  readonly documentName: string;
  readonly stepName: string;
}

export interface UsageProps {
  readonly usage: Usage;
}

/** The layer that charts of one layer show: the first that is picked, or has a picked expert, or there is. */
export function shownLayer(
  { layers }: Pick<TraceReading, 'layers'>,
  { layers: picked, experts }: TraceSelection,
): LayerReading | null {
  const wanted = [...picked, ...experts.map(({ layer }) => layer)];
  const known = wanted.flatMap((id) => layers.find(({ layer }) => layer === id) ?? []);
  return known[0] ?? layers[0] ?? null;
}

/** Layers that are picked and in the trace, the shown one first; at most as many as there are colours. */
export function pickedLayers(
  { reading, layer }: Pick<Usage, 'reading' | 'layer'>,
  picked: readonly number[],
): readonly LayerReading[] {
  const others = reading.layers.filter((one) => one !== layer && picked.includes(one.layer));
  return [layer, ...others].slice(0, MOST_LINES);
}

const MOST_LINES = 7;

/** Of the layers that are picked, by their place: never the second, which is that of picked experts everywhere. */
export function layerColor(place: number, { series }: Pick<Look, 'series'>): string {
  return series[place === 0 ? 0 : place + 1]!;
}

/** Experts of a layer that are picked by themselves. */
export function pickedExperts(selection: TraceSelection, layer: number): readonly number[] {
  return selection.experts.flatMap((id) => (id.layer === layer ? [id.expert] : []));
}

export function changeSelection(
  change: (selection: TraceSelection) => TraceSelection,
  { selection }: Pick<PickedTrace, 'selection'>,
) {
  changeView({ selection: change(selection) });
}

export function classNamesOf({ reading }: Pick<Usage, 'reading'>, count: number): readonly string[] {
  return Array.from({ length: count }, (_, label) => reading.facts.classes?.[label] ?? String(label));
}
