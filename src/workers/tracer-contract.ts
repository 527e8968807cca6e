/** What the page may ask of the tracer. Types only: importers stay out of the page. */
import type { FindingCode } from '../core/trace/finding.ts';
import type { ModelFacts } from '../core/trace/model-facts.ts';
import type { TraceReading } from '../core/trace/reading.ts';
import type { TraceOverlap } from '../core/trace/same-tokens.ts';
import type { TraceFacts } from '../core/trace/trace-sink.ts';
import type { Trace } from '../core/trace/trace.ts';
import type { TraceProgress } from '../formats/traces/trace-format.ts';

export type { TraceProgress };

export interface TraceRequest {
  readonly trace: Trace;
  /** Traps that are not to be put right. */
  readonly ignored: readonly FindingCode[];
  /** Of the checkpoint beside, if there is one. */
  readonly model: ModelFacts | null;
  /** How scores become weights, if a person says so. */
  readonly normalisation: TraceFacts['normalisation'] | null;
}

export interface TracerContract {
  read: { request: TraceRequest; reply: TraceReading; report: TraceProgress };
  /** Reads both anew, each as it is shown: what a reading keeps is sums. */
  compare: {
    request: { readonly early: TraceRequest; readonly late: TraceRequest };
    reply: TraceOverlap | null;
  };
}
