import { readingBuffers } from '../core/trace/reading-buffers.ts';
import { compareTraces, readTrace } from '../formats/traces/read-trace.ts';
import { Handover, serve } from './channel.ts';
import type { TracerContract } from './tracer-contract.ts';

serve<TracerContract>(self, {
  read: async ({ trace, ignored, ...known }, { signal, report }) => {
    const corrects = (code: (typeof ignored)[number]) => !ignored.includes(code);
    const reading = await readTrace(trace, { signal, report: paced(report), corrects, ...known });
    return new Handover(reading, readingBuffers(reading));
  },
  compare: ({ early, late }, { signal }) => compareTraces(early, late, { signal, corrects: () => true }),
});

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
