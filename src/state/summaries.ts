/** Questions about the weights of an open source, as React Query options. */
import { queryOptions } from '@tanstack/react-query';
import { isAbort } from '../core/fault.ts';
import { PASS_VERSION, type Summary } from '../core/summary.ts';
import type { Sketch } from '../core/sketch/sketch.ts';
import { openWeights } from './weights.ts';
import { ScanReporter } from './scans.ts';
import { theReader, theScanPool } from './services.ts';
import type { OpenSource } from './session.ts';

/** Every scan reads the same blocks of the same checkpoint, so two looks at a sample agree. */
const SEED = 1;

/** Name of the mark in the browser's performance timeline: developers and `bench/` read scans off it. */
const SCAN_MEASURE = 'moe-scope scan';

export type Extent = 'full' | 'sample';

/** The analysis of a whole checkpoint: what came with it, or a scan. */
export function summaryQuery(source: OpenSource, extent: Extent) {
  const { fingerprint } = source.catalogue;
  return queryOptions({
    queryKey: ['summary', fingerprint, extent, PASS_VERSION],
    queryFn: ({ signal }) => source.summary ?? scanAll(source, { extent, signal }),
    retry: false,
  });
}

async function scanAll(
  source: OpenSource,
  { extent, signal }: { extent: Extent; signal: AbortSignal },
): Promise<Summary> {
  const handle = await openWeights(source, signal);
  const plan = await theReader().call('plan', { handle, only: null }, { signal });
  const reporter = new ScanReporter(source.catalogue.fingerprint, {
    elements: plan.elements,
    totalBytes: plan.byteLength,
  });
  const begun = performance.now();
  try {
    const summary = await theScanPool().scan(plan, {
      units: { seed: SEED, course: extent === 'full' ? 'picture' : 'sample' },
      signal,
      onProgress: (done, total) => reporter.progress(done, total),
      onPicture: (scanner, changed) => {
        reporter.picture.update(scanner, changed);
        reporter.pictureChanged();
      },
    });
    reporter.finished();
    performance.measure(SCAN_MEASURE, { start: begun, detail: { bytes: plan.byteLength } });
    return summary;
  } catch (error) {
    if (isAbort(error)) reporter.stopped();
    else reporter.finished();
    throw error;
  }
}

/** Beyond this many bytes a selection is read exactly only when asked for. */
export const EXACT_AT_ONCE_BYTES = 2e9;

/** The full table of some parts, read again for them alone. */
export function exactQuery(source: OpenSource, scope: string, parts: Uint32Array) {
  return queryOptions({
    queryKey: ['exact', source.catalogue.fingerprint, scope, PASS_VERSION],
    queryFn: async ({ signal }): Promise<Sketch> => {
      const handle = await openWeights(source, signal);
      const plan = await theReader().call('plan', { handle, only: parts }, { signal });
      const { classes } = await theScanPool().scan(plan, { units: { seed: SEED, course: 'plain' }, signal });
      return classes[0]!.sketch;
    },
    retry: false,
  });
}
