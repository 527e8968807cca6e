/** One trace, from its files to what charts need. */
import type { Trace } from '../../core/trace/trace.ts';
import { collectTrace, type Collector } from '../../core/trace/collector.ts';
import type { ModelFacts } from '../../core/trace/model-facts.ts';
import type { TraceReading } from '../../core/trace/reading.ts';
import { overlapOfTraces, type TraceOverlap } from '../../core/trace/same-tokens.ts';
import type { TraceFacts } from '../../core/trace/trace-sink.ts';
import { Fault } from '../../core/fault.ts';
import { sourceOf as sourceInPage, type SourceOf } from '../sources/source-of.ts';
import { traceFormats } from './index.ts';
import { asTraceFile } from './trace-file.ts';
import type { TraceReadOptions } from './trace-format.ts';

export type ReadTraceOptions = TraceReadOptions & {
  readonly sourceOf?: SourceOf;
  readonly model?: ModelFacts | null;
  /** How scores become weights, where a person knows better than the trace. */
  readonly normalisation?: TraceFacts['normalisation'] | null;
};

/** Throws Fault where nothing of it can be used; AbortError when aborted. */
export async function readTrace(trace: Trace, options: ReadTraceOptions): Promise<TraceReading> {
  const { name, fingerprint, format, formatName } = trace;
  const collector = await collect(trace, options);
  return { format, formatName, name, fingerprint, ...collector.finish() };
}

/** A trace, and how it is read. */
export interface ComparedTrace {
  readonly trace: Trace;
  readonly options: ReadTraceOptions;
}

/** How far two traces of the same tokens chose the same; null where they are not of the same. Throws as `readTrace`. */
export async function compareTraces(early: ComparedTrace, late: ComparedTrace): Promise<TraceOverlap | null> {
  const before = (await collect(early.trace, early.options)).sampled();
  return overlapOfTraces(before, (await collect(late.trace, late.options)).sampled());
}

async function collect(
  trace: Trace,
  { sourceOf = sourceInPage, ...options }: ReadTraceOptions,
): Promise<Collector> {
  const format = traceFormats.find(({ id }) => id === trace.format);
  if (format === undefined) throw new Fault('internal', { detail: `no reader for ${trace.format}` });
  const files = await Promise.all(trace.files.map((part) => asTraceFile(part, { sourceOf, ...options })));
  const collector = collectTrace({
    name: trace.name,
    corrects: options.corrects,
    model: options.model ?? null,
    normalisation: options.normalisation ?? null,
  });
  await format.read(files, collector, options);
  return collector;
}
