/** Traces that are open: what was recognised among dropped files, and questions about it. */
import { queryOptions } from '@tanstack/react-query';
import { create } from 'zustand';
import type { FindingCode } from '../core/trace/finding.ts';
import { COLLECTOR_VERSION } from '../core/trace/collector-version.ts';
import type { TraceReading } from '../core/trace/reading.ts';
import { traceBytes, type Trace } from '../core/trace/trace.ts';
import type { TraceProgress } from '../workers/tracer-contract.ts';
import { queryClient, theTracer } from './services.ts';
import { useSession, type OpenTrace } from './session.ts';
import { changeView, hideTrace, showTrace, useView, type SourceId, type TraceId } from './view.ts';

export type { OpenTrace, TraceProgress };

export function useTraces(): readonly OpenTrace[] {
  return useSession((session) => session.traces);
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

function addTrace(trace: Trace, source: SourceId | null): void {
  const id = idOf(trace);
  useSession.setState(({ traces }) =>
    traces.some((known) => known.id === id)
      ? {}
      : { traces: [...traces, { id, label: trace.name, trace, source }] },
  );
  showTrace(id);
}

/** Traces that the view names and nobody has opened yet. */
export function wantedTraces(): readonly TraceId[] {
  const { traces: open } = useSession.getState();
  return useView.getState().traces.filter((id) => open.every((trace) => trace.id !== id));
}

export function closeTrace(id: TraceId): void {
  stopTrace(id);
  useSession.setState(({ traces }) => ({ traces: traces.filter((known) => known.id !== id) }));
  hideTrace(id);
}

export function relabelTrace(id: TraceId, label: string): void {
  useSession.setState(({ traces }) => ({
    traces: traces.map((known) => (known.id === id ? { ...known, label } : known)),
  }));
}

// ---------------------------------------------------------------- reading

/** Bytes of traces that are being read. */
const useReading = create<Readonly<Record<TraceId, TraceProgress | undefined>>>(() => ({}));

/** Null unless it is being read. */
export function useTraceProgress(id: TraceId): TraceProgress | null {
  return useReading((reading) => reading[id] ?? null);
}

/** What a trace says, with these findings not put right: reads the trace. */
export function traceQuery({ id, trace }: OpenTrace, ignored: readonly FindingCode[]) {
  return queryOptions({
    queryKey: [...keyOf(id), [...ignored].sort(), COLLECTOR_VERSION],
    queryFn: async ({ signal }): Promise<TraceReading> => {
      const report = (progress: TraceProgress) => useReading.setState({ [id]: progress });
      report({ readBytes: 0, totalBytes: traceBytes(trace) });
      try {
        return await theTracer().call('read', { trace, ignored }, { signal, report });
      } finally {
        useReading.setState({ [id]: undefined });
      }
    },
    retry: false,
  });
}

/** Stops reading; asking again begins anew. */
export function stopTrace(id: TraceId): void {
  void queryClient.cancelQueries({ queryKey: keyOf(id) });
}

function keyOf(id: TraceId) {
  return ['trace', id] as const;
}
