/** What was kept of a checkpoint on another server, which is not read unasked: that is shown without asking it. */
import { queryClient } from '../services.ts';
import type { Extent, OpenSource } from '../session.ts';
import { identityOf } from '../summaries.ts';
import { keptQuery } from './kept-results.ts';

/** The most telling extent of which the finished analysis is here; null where there is none. */
export async function keptExtent(source: OpenSource, signal: AbortSignal): Promise<Extent | null> {
  const entries = await queryClient.query(keptQuery);
  const own = entries.filter(
    ({ fingerprint, fractionRead }) => fingerprint === source.catalogue.fingerprint && fractionRead === 1,
  );
  for (const { extent, identity } of own.sort((a, b) => rankOf(b.extent) - rankOf(a.extent))) {
    if ((await identityOf(source, { extent, signal })) === identity) return extent;
  }
  return null;
}

/** All weights, then shares of them, the largest first, then some of the parts. */
function rankOf(extent: Extent): number {
  if (extent === 'full') return 2;
  if (extent.startsWith('sample:')) return 1 + Number(extent.slice('sample:'.length)) / 2;
  return extent === 'sample' ? 1 : 0;
}
