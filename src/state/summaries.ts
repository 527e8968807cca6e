/** Questions about the weights of an open source, as React Query options. */
import { queryOptions } from '@tanstack/react-query';
import type { Catalogue } from '../core/catalogue.ts';
import { isAbort } from '../core/fault.ts';
import { PASS_VERSION, type Summary } from '../core/summary.ts';
import type { Sketch } from '../core/sketch/sketch.ts';
import type { UnitOptions } from '../workers/contracts.ts';
import { scopeParts } from './curves.ts';
import { findKept, keepSummary } from './kept/kept-results.ts';
import { keeperOf } from './kept/keep-scan.ts';
import { openWeights } from './weights.ts';
import { ScanReporter } from './scans.ts';
import { queryClient, theReader, theScanPool } from './services.ts';
import type { Extent, OpenSource } from './session.ts';

/** Every scan reads the same blocks of the same checkpoint, so two looks at a sample agree. */
const SEED = 1;

/** Name of the mark in the browser's performance timeline: developers and `bench/` read scans off it. */
const SCAN_MEASURE = 'moe-scope scan';

/** What `sample:…` is where nothing else is asked for. */
export const USUAL_SHARE = 0.005;

/** Which parts and units an extent is. */
function readingOf(extent: Extent, catalogue: Catalogue): { only: Uint32Array | null; units: UnitOptions } {
  if (extent === 'full') return { only: null, units: { seed: SEED, course: 'picture' } };
  if (extent === 'sample') return { only: null, units: { seed: SEED, course: 'sample' } };
  if (extent.startsWith('sample:')) {
    const fraction = Number(extent.slice('sample:'.length));
    return { only: null, units: { seed: SEED, course: 'sample', fraction } };
  }
  return {
    only: scopeParts(extent.slice('only:'.length), catalogue),
    units: { seed: SEED, course: 'picture' },
  };
}

/** The analysis of a whole checkpoint: what came with it, what was kept of it, or a scan. */
export function summaryQuery(source: OpenSource, extent: Extent) {
  const { fingerprint } = source.catalogue;
  // a summary that was opened is of its own catalogue, whatever else is opened with the same fingerprint
  const from = source.weights.kind === 'none' ? 'file' : 'weights';
  return queryOptions({
    queryKey: ['summary', fingerprint, extent, from, PASS_VERSION],
    queryFn: ({ signal }) => source.summary ?? keptOrScan(source, { extent, signal }),
    retry: false,
  });
}

interface Reading {
  readonly extent: Extent;
  readonly signal: AbortSignal;
}

async function keptOrScan(source: OpenSource, { extent, signal }: Reading): Promise<Summary> {
  const identity = await identityOf(source, { extent, signal });
  return (await findKept(identity)) ?? scanAll(source, { extent, signal, identity });
}

/** Which scan this reading is. Asks no server. */
export async function identityOf(source: OpenSource, { extent, signal }: Reading): Promise<string> {
  const handle = await openWeights(source, signal);
  const reading = readingOf(extent, source.catalogue);
  return theReader().call('identify', { handle, keepsClasses: true, ...reading }, { signal });
}

async function scanAll(
  source: OpenSource,
  { extent, signal, identity }: Reading & { readonly identity: string },
): Promise<Summary> {
  const handle = await openWeights(source, signal);
  const { only, units } = readingOf(extent, source.catalogue);
  const plan = await theReader().call('plan', { handle, only, keepsClasses: true }, { signal });
  const { fingerprint } = source.catalogue;
  const reporter = new ScanReporter(fingerprint, { elements: plan.elements, totalBytes: plan.byteLength });
  let fractionRead = 0;
  const facts = { identity, fingerprint, name: source.label, extent, checkpointBytes: plan.byteLength };
  const keeper = await keeperOf(facts, () => fractionRead);
  const begun = performance.now();
  try {
    const summary = await theScanPool().scan(plan, {
      units,
      signal,
      keeper,
      onProgress: (done, total) => {
        fractionRead = done / total;
        reporter.progress(done, total);
      },
      onPicture: (scanner, changed) => {
        reporter.picture.update(scanner, changed);
        reporter.pictureChanged();
      },
    });
    reporter.finished();
    performance.measure(SCAN_MEASURE, { start: begun, detail: { bytes: plan.byteLength } });
    // shown at once, and kept meanwhile
    const keep = () => keepSummary(facts, summary).then(() => null);
    void queryClient.query({ queryKey: ['keep', identity], queryFn: keep, staleTime: 0 });
    return summary;
  } catch (error) {
    if (isAbort(error)) reporter.stopped();
    else reporter.finished();
    throw error;
  }
}

/** What a reading of this extent takes; asks no server. */
export function costQuery(source: OpenSource, extent: Extent) {
  return queryOptions({
    queryKey: ['cost', source.catalogue.fingerprint, extent, PASS_VERSION],
    queryFn: async ({ signal }) => {
      const handle = await openWeights(source, signal);
      const reading = readingOf(extent, source.catalogue);
      return theReader().call('cost', { handle, keepsClasses: true, ...reading }, { signal });
    },
    retry: false,
  });
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
