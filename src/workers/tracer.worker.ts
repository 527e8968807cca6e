import { readingBuffers } from '../core/trace/reading-buffers.ts';
import { compareTraces, readTrace } from '../formats/traces/read-trace.ts';
import { Handover, serve } from './channel.ts';
import { paced } from './paced.ts';
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
