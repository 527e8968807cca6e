import { readTrace } from '../formats/traces/read-trace.ts';
import { serve } from './channel.ts';
import type { TracerContract } from './tracer-contract.ts';

serve<TracerContract>(self, {
  read: ({ trace, ignored }, { signal, report }) =>
    readTrace(trace, { signal, report, corrects: (code) => !ignored.includes(code) }),
});
