/** The open sources in the view's order, each with what is known of its weights so far. */
import { useQueries } from '@tanstack/react-query';
import { toFault, type Fault } from '../core/fault.ts';
import type { Summary } from '../core/summary.ts';
import { useScans, type ScanProgress } from '../state/scans.ts';
import { useSession, type OpenSource, type ScanChoice } from '../state/session.ts';
import { summaryQuery } from '../state/summaries.ts';
import { sourceId, useView } from '../state/view.ts';

export interface Analysis {
  readonly source: OpenSource;
  readonly choice: ScanChoice;
  readonly summary: Summary | null;
  readonly progress: ScanProgress | null;
  readonly fault: Fault | null;
}

export function useAnalyses(): readonly Analysis[] {
  const refs = useView((view) => view.sources);
  const open = useSession((session) => session.open);
  const choices = useSession((session) => session.scanChoices);
  const scans = useScans();
  const sources = refs.flatMap((ref) => open[sourceId(ref)] ?? []);
  const results = useQueries({
    queries: sources.map((source) => {
      const choice = choices[source.id] ?? 'full';
      return {
        ...summaryQuery(source, choice === 'sample' ? 'sample' : 'full'),
        enabled: choice !== 'stopped',
      };
    }),
  });
  return sources.map((source, i) => ({
    source,
    choice: choices[source.id] ?? 'full',
    summary: results[i]!.data ?? null,
    progress: scans[source.catalogue.fingerprint] ?? null,
    fault: results[i]!.error === null ? null : toFault(results[i]!.error),
  }));
}
