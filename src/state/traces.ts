/** Traces that are open: what was recognised among dropped files, and questions about it. */
import { queryOptions } from '@tanstack/react-query';
import { create } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { COLLECTOR_VERSION } from '../core/trace/collector-version.ts';
import type { ModelFacts } from '../core/trace/model-facts.ts';
import type { TraceReading } from '../core/trace/reading.ts';
import { traceBytes, type Trace } from '../core/trace/trace.ts';
import type { TraceProgress, TraceRequest } from '../workers/tracer-contract.ts';
import { queryClient, theTracer } from './services.ts';
import { readEstimate, type EstimateKind } from './probing.ts';
import { useSession, type OpenSource, type OpenTrace } from './session.ts';
import {
  changeView,
  hideSource,
  hideTrace,
  showTrace,
  sourceId,
  useView,
  type SourceId,
  type TraceId,
  type View,
} from './view.ts';

export type { OpenTrace, TraceProgress };

/** Open ones that the view names, in its order. */
export function useTraces(): readonly OpenTrace[] {
  const named = useView((view) => view.traces);
  return useSession(
    useShallow(({ traces }) => named.flatMap((id) => traces.find((trace) => trace.id === id) ?? [])),
  );
}

/**
 * Opens traces that were recognised, and shows the first of them: in their own panel if they came alone and no link
 * asked for them. `source` is the checkpoint that came with them.
 */
export function addTraces(
  found: readonly Trace[],
  { source, isAlone }: { readonly source: SourceId | null; readonly isAlone: boolean },
): void {
  const [first] = found;
  if (first === undefined) return;
  const wanted = wantedTraces();
  for (const trace of found) addTrace(trace, source);
  changeView({ trace: idOf(first) });
  if (isAlone && !found.some((trace) => wanted.includes(idOf(trace)))) changeView({ panel: 'usage' });
}

function idOf({ fingerprint }: Trace): TraceId {
  return `trace.${fingerprint}`;
}

/** One that is open already is read from the files that came last, and beside the checkpoint that came with them. */
function addTrace(trace: Trace, source: SourceId | null): void {
  const id = idOf(trace);
  useSession.setState(({ traces }) => ({
    traces: traces.some((known) => known.id === id)
      ? traces.map((known) => (known.id === id ? { ...known, trace, source: source ?? known.source } : known))
      : [...traces, { id, label: trace.name, trace, source }],
  }));
  showTrace(id);
}

/** Traces that the view names and nobody has opened yet. */
export function wantedTraces(): readonly TraceId[] {
  const { traces: open } = useSession.getState();
  return useView.getState().traces.filter((id) => open.every((trace) => trace.id !== id));
}

/** Back brings it again, as what is closed stays known. */
export function closeTrace(id: TraceId): void {
  stopTrace(id);
  hideTrace(id);
}

/** Closes a checkpoint, and the traces that came with it. */
export function closeSource(id: SourceId): void {
  hideSource(id);
  for (const trace of useSession.getState().traces) if (trace.source === id) closeTrace(trace.id);
}

export function relabelTrace(id: TraceId, label: string): void {
  useSession.setState(({ traces }) => ({
    traces: traces.map((known) => (known.id === id ? { ...known, label } : known)),
  }));
}

/** Shows what the routers of a checkpoint alone would do. */
export function addEstimate(source: OpenSource, estimate: EstimateKind): void {
  const fingerprint = `${estimate}-${source.catalogue.fingerprint}`;
  const id: TraceId = `trace.${fingerprint}`;
  const formatName = 'Estimated, not recorded';
  const name = `${source.label}: ${estimate === 'probes' ? 'random probes' : 'token embeddings'}`;
  const trace = { format: 'estimate', formatName, name, fingerprint, files: [] };
  useSession.setState(({ traces }) =>
    traces.some((known) => known.id === id)
      ? {}
      : { traces: [...traces, { id, label: name, trace, source: source.id, estimate }] },
  );
  showTrace(id);
}

// ---------------------------------------------------------------- reading

/** Bytes of traces that are being read. */
const useReading = create<Readonly<Record<TraceId, TraceProgress | undefined>>>(() => ({}));

/** Null unless it is being read. */
export function useTraceProgress(id: TraceId): TraceProgress | null {
  return useReading((reading) => reading[id] ?? null);
}

/** What a person has said of how traces are read. */
export type HowRead = Pick<View, 'ignoredFindings' | 'normalisation'>;

/**
 * What a trace says beside the checkpoint that it is looked at with, with these findings not put right, and scores made
 * weights as the person says: reads it.
 */
export function traceQuery(open: OpenTrace, how: HowRead) {
  const { id, trace, estimate, source } = open;
  const request = readRequest(open, how);
  return queryOptions({
    queryKey: [...keyOf(id), ...requestKey(request)],
    queryFn: async ({ signal }): Promise<TraceReading> => {
      const report = (progress: TraceProgress) => useReading.setState({ [id]: progress });
      report({ readBytes: 0, totalBytes: traceBytes(trace) });
      try {
        if (estimate !== undefined) {
          const { name, format, formatName, fingerprint } = trace;
          const read = await readEstimate(useSession.getState().open[source!]!, estimate, { signal });
          return { name, format, formatName, fingerprint, ...read };
        }
        return await theTracer().call('read', request, { signal, report });
      } finally {
        useReading.setState({ [id]: undefined });
      }
    },
    retry: false,
  });
}

/** How far two traces of the same tokens chose the same experts; null where their tokens are others. Reads both. */
export function overlapQuery(early: OpenTrace, late: OpenTrace, how: HowRead) {
  const request = { early: readRequest(early, how), late: readRequest(late, how) };
  return queryOptions({
    queryKey: [
      'overlap of traces',
      early.id,
      late.id,
      ...requestKey(request.early),
      ...requestKey(request.late),
    ],
    queryFn: ({ signal }) => theTracer().call('compare', request, { signal }),
    retry: false,
  });
}

function readRequest(open: OpenTrace, { ignoredFindings: ignored, normalisation }: HowRead): TraceRequest {
  return { trace: open.trace, ignored, model: modelOf(open), normalisation };
}

/** What tells a reading of a trace from another one. */
function requestKey({ ignored, model, normalisation }: TraceRequest) {
  return [[...ignored].sort(), model, normalisation, COLLECTOR_VERSION] as const;
}

/** The checkpoint that came with the trace, or else the first that is open. */
function modelOf({ source }: OpenTrace): ModelFacts | null {
  const { open } = useSession.getState();
  const own = source === null ? undefined : open[source];
  const [first] = useView.getState().sources;
  const shown = own ?? (first === undefined ? undefined : open[sourceId(first)]);
  if (shown === undefined || shown.catalogue.structure.expertsPerLayer === 0) return null;
  const { expertsPerLayer, topK, moeLayers } = shown.catalogue.structure;
  const isCertain = own !== undefined;
  return { name: shown.catalogue.name, experts: expertsPerLayer, topK, layers: moeLayers, isCertain };
}

/** Stops reading; asking again begins anew. */
export function stopTrace(id: TraceId): void {
  void queryClient.cancelQueries({ queryKey: keyOf(id) });
}

function keyOf(id: TraceId) {
  return ['trace', id] as const;
}
