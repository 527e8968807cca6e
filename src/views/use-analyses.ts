/** The open sources in the view's order, each with what is known of its weights so far. */
import { useQueries } from '@tanstack/react-query';
import { useShallow } from 'zustand/react/shallow';
import { toFault, type Fault } from '../core/fault.ts';
import type { Summary } from '../core/summary.ts';
import { useScans, type ShownPicture } from '../state/scans.ts';
import { choiceFor, useSession, type OpenSource, type ScanChoice } from '../state/session.ts';
import { extentOf, isReading } from '../state/reading.ts';
import { summaryQuery } from '../state/summaries.ts';
import { sourceId, useView } from '../state/view.ts';

export interface Analysis {
  readonly source: OpenSource;
  readonly choice: ScanChoice;
  readonly summary: Summary | null;
  /** Of a scan under way. */
  readonly shown: ShownPicture | null;
  readonly fault: Fault | null;
}

export function useAnalyses(): readonly Analysis[] {
  const refs = useView((view) => view.sources);
  const open = useSession((session) => session.open);
  const choices = useSession((session) => session.scanChoices);
  const sources = refs.flatMap((ref) => open[sourceId(ref)] ?? []);
  // only the pictures: bytes and rates change ten times a second, and concern the cards alone
  const shown = useScans(
    useShallow((scans) => sources.map(({ catalogue }) => scans[catalogue.fingerprint]?.shown ?? null)),
  );
  const results = useQueries({
    queries: sources.map((source) => {
      const choice = choiceFor(source, choices);
      return { ...summaryQuery(source, extentOf(choice)), enabled: isReading(choice) };
    }),
  });
  return sources.map((source, i) => ({
    source,
    choice: choiceFor(source, choices),
    summary: results[i]!.data ?? null,
    shown: choiceFor(source, choices) === 'unasked' ? null : shown[i]!,
    fault: results[i]!.error === null ? null : toFault(results[i]!.error),
  }));
}
