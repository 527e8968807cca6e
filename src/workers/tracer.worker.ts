import { readingBuffers } from '../core/trace/reading-buffers.ts';
import { compareTraces, readTrace } from '../formats/traces/read-trace.ts';
import { Handover, serve } from './channel.ts';
import type { TraceRequest, TracerContract } from './tracer-contract.ts';

serve<TracerContract>(self, {
  read: async ({ trace, ...how }, { signal, report }) => {
    const reading = await readTrace(trace, { signal, report: paced(report), ...optionsOf(how) });
    return new Handover(reading, readingBuffers(reading));
  },
  compare: ({ early, late }, { signal }) =>
    compareTraces(
      { trace: early.trace, options: { signal, ...optionsOf(early) } },
      { trace: late.trace, options: { signal, ...optionsOf(late) } },
    ),
});

function optionsOf({ ignored, model, normalisation }: Omit<TraceRequest, 'trace'>) {
  const corrects = (code: (typeof ignored)[number]) => !ignored.includes(code);
  return { corrects, model, normalisation };
}

/** Progress is looked at by people: ten times a second. */
const REPORT_MS = 100;

function paced<T>(report: (value: T) => void): (value: T) => void {
  let told = -Infinity;
  return (value) => {
    const now = performance.now();
    if (now - told < REPORT_MS) return;
    told = now;
    report(value);
  };
}
