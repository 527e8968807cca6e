/** What is read of a source, begun, changed and stopped. */
import { drawnCurves, wholeScope } from './curves.ts';
import { forgetKept } from './kept/kept-results.ts';
import { queryClient } from './services.ts';
import { chooseScan, useSession, type Extent, type OpenSource, type ScanChoice } from './session.ts';
import { summaryQuery, USUAL_SHARE } from './summaries.ts';
import { isRemote, useView } from './view.ts';

/** The scope that alone is read; null where nothing is left out. */
export function onlyScope(choice: ScanChoice): string | null {
  return choice.startsWith('only:') ? choice.slice('only:'.length) : null;
}

export function isReading(choice: ScanChoice): choice is Extent {
  return choice !== 'unasked' && choice !== 'stopped';
}

/** What is read, or would be if the reading went on. */
export function extentOf(choice: ScanChoice): Extent {
  return isReading(choice) ? choice : 'full';
}

/** Reads, or reads again. The curve of all that is read takes the place of the curve that stood for it before. */
export function startReading(source: OpenSource, { from, to }: { from: ScanChoice; to: Extent }): void {
  void queryClient.resetQueries({ queryKey: summaryQuery(source, to).queryKey });
  chooseScan(source.id, to);
  redraw(source, { from: mainScope(source, from), to: mainScope(source, to) });
}

/** Forgets what was kept of it, and reads it from the beginning. */
export async function readAgain(
  source: OpenSource,
  { extent, identity }: { readonly extent: Extent; readonly identity: string },
): Promise<void> {
  await forgetKept(identity);
  await queryClient.resetQueries({ queryKey: summaryQuery(source, extent).queryKey });
}

/** What has been seen stays, unless it was of a few weights only. */
export function stopReading(source: OpenSource, choice: Extent): void {
  chooseScan(source.id, onlyScope(choice) === null ? 'stopped' : 'unasked');
  void queryClient.cancelQueries({ queryKey: summaryQuery(source, choice).queryKey });
}

/** Makes do with a sample: of a server's checkpoint a share of every tensor, otherwise a block. */
export function settleForSample(source: OpenSource): void {
  chooseScan(source.id, isRemote(source.ref) ? `sample:${USUAL_SHARE}` : 'sample');
  void queryClient.cancelQueries({ queryKey: summaryQuery(source, 'full').queryKey });
}

function mainScope(source: OpenSource, choice: ScanChoice): string {
  return onlyScope(choice) ?? wholeScope(source.catalogue);
}

function redraw({ id }: OpenSource, { from, to }: { from: string; to: string }): void {
  if (from === to) return;
  const current = drawnCurves(useView.getState(), useSession.getState().open);
  useView.setState({
    curves: current.map((curve) =>
      curve?.source === id && curve.scope === from ? { source: id, scope: to } : curve,
    ),
  });
}
