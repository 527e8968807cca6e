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
import { hideTrace, showTrace, type SourceId, type TraceId } from './view.ts';

export type { OpenTrace, TraceProgress };

export function useTraces(): readonly OpenTrace[] {
  return useSession((session) => session.traces);
}

/** Opens a trace that was recognised, and shows it. */
export function addTrace(trace: Trace, source: SourceId | null): void {
  const id: TraceId = `trace.${trace.fingerprint}`;
  useSession.setState(({ traces }) =>
    traces.some((known) => known.id === id)
      ? {}
      : { traces: [...traces, { id, label: trace.name, trace, source }] },
  );
  showTrace(id);
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
