/** One trace, from its files to what charts need. */
import type { Trace } from '../../core/trace/trace.ts';
import { collectTrace } from '../../core/trace/collector.ts';
import type { ModelFacts } from '../../core/trace/model-facts.ts';
import type { TraceReading } from '../../core/trace/reading.ts';
import { Fault } from '../../core/fault.ts';
import { sourceOf as sourceInPage, type SourceOf } from '../sources/source-of.ts';
import { traceFormats } from './index.ts';
import { asTraceFile } from './trace-file.ts';
import type { TraceReadOptions } from './trace-format.ts';

/** Throws Fault where nothing of it can be used; AbortError when aborted. */
export async function readTrace(
  trace: Trace,
  {
    sourceOf = sourceInPage,
    ...options
  }: TraceReadOptions & { readonly sourceOf?: SourceOf; readonly model?: ModelFacts | null },
): Promise<TraceReading> {
  const format = traceFormats.find(({ id }) => id === trace.format);
  if (format === undefined) throw new Fault('internal', { detail: `no reader for ${trace.format}` });
  const files = await Promise.all(trace.files.map((part) => asTraceFile(part, { sourceOf, ...options })));
  const collector = collectTrace({
    name: trace.name,
    corrects: options.corrects,
    model: options.model ?? null,
  });
  await format.read(files, collector, options);
  const { name, fingerprint, formatName } = trace;
  return { format: format.id, formatName, name, fingerprint, ...collector.finish() };
}
