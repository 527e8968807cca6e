import { memo } from 'react';
import type { RunRecord } from '../../state/training/run-record.ts';
import { BitsCard } from './watch/BitsCard.tsx';
import { ClassCard } from './watch/ClassCard.tsx';
import { DifficultyCard } from './watch/DifficultyCard.tsx';
import { FiguresCard } from './watch/FiguresCard.tsx';
import { AccuracyCard, LossCard } from './watch/LearningCards.tsx';
import { LoadCard } from './watch/LoadCard.tsx';
import { RoutingNotice } from './watch/RoutingNotice.tsx';
import { RunHeader } from './watch/RunHeader.tsx';
import { Scrubber } from './watch/Scrubber.tsx';
import { StripsCard } from './watch/StripsCard.tsx';
import { TrafficCard } from './watch/TrafficCard.tsx';
import { usePublishedAccuracy } from './watch/use-published.ts';
import { useWatched, type Watched } from './watch/use-watched.ts';
import { WeightsCard } from './watch/WeightsCard.tsx';
import styles from './WatchPanel.module.css';

/** A run as it goes: how well it predicts, and who does the work. */
export function WatchPanel({ run }: { readonly run: RunRecord }) {
  const watched = useWatched(run);
  const published = usePublishedAccuracy(run.recipe);
  const latest = watched.history.evaluations.at(-1);
  return (
    <div className={styles.panel}>
      <RunHeader run={run} />
      <RoutingNotice run={run} watched={watched} />
      <Charts watched={watched} published={published} />
      <FiguresCard watched={watched} test={run.test} />
      {latest !== undefined && <StripsCard id={run.id} load={latest.load} />}
      <Scrubber history={watched.history} />
    </div>
  );
}

/** Apart from the header, whose clock ticks without a new point. */
const Charts = memo(function Charts(props: { readonly watched: Watched; readonly published: number | null }) {
  const { watched, published } = props;
  if (watched.history.evaluations.length === 0) return null;
  // a single expert leaves nothing to choose
  const isRouted = watched.experts > 1;
  return (
    <div className={styles.charts}>
      <AccuracyCard watched={watched} published={published} />
      {isRouted && (
        <>
          <LoadCard watched={watched} />
          <ClassCard watched={watched} />
          <BitsCard watched={watched} />
        </>
      )}
      <LossCard watched={watched} />
      {isRouted && <TrafficCard watched={watched} />}
      <WeightsCard watched={watched} />
      {isRouted && <DifficultyCard watched={watched} />}
    </div>
  );
});
