import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { TrainerOffer } from '../../state/training/offered-parts.ts';
import { useRuns } from '../../state/training/runs.ts';
import { offerQuery } from '../../state/training/trainer-offer.ts';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { RecipeCard } from './RecipeCard.tsx';
import { groupOf } from './run-groups.ts';
import { RunComparison } from './RunComparison.tsx';
import { GroupCard } from './GroupCard.tsx';
import { RunList } from './RunList.tsx';
import styles from './TrainPanel.module.css';
import { WatchPanel } from './WatchPanel.tsx';

/** Choosing what to train on the left, watching it on the right. */
export function TrainPanel() {
  const { data: offer, isError } = useQuery(offerQuery);
  if (isError) {
    return (
      <Notice tone="danger" title="Training does not start in this browser" remedy="Load the page again.">
        The part of the page that trains could not be loaded.
      </Notice>
    );
  }
  if (offer === undefined) return <TrainSkeleton />;
  return <TrainBench offer={offer} />;
}

/** What holds the place of the panel until it is there. */
export function TrainSkeleton() {
  return (
    <div className={styles.panel}>
      <Skeleton height="640px" />
      <Skeleton height="420px" />
    </div>
  );
}

function TrainBench({ offer }: { readonly offer: TrainerOffer }) {
  const hasRuns = useRuns((runs) => runs.records.length > 0);
  const [groupId, setGroupId] = useState<string | null>(null);
  const watched = useRef<HTMLDivElement>(null);
  const onStart = () => {
    const newest = useRuns.getState().records[0];
    setGroupId(newest?.group?.id ?? null);
    // where both columns are one, what was started is far below the button
    requestAnimationFrame(() => watched.current?.scrollIntoView({ block: 'nearest' }));
  };
  return (
    <div className={styles.panel}>
      <div className={styles.choose}>
        <RecipeCard offer={offer} onStart={onStart} />
      </div>
      <div className={styles.watch} ref={watched}>
        {hasRuns ? (
          <>
            <RunList offer={offer} shownGroup={groupId} onShowGroup={setGroupId} />
            <Shown offer={offer} groupId={groupId} onShowRun={() => setGroupId(null)} />
          </>
        ) : (
          <FirstSteps offer={offer} />
        )}
      </div>
    </div>
  );
}

interface ShownProps {
  readonly offer: TrainerOffer;
  readonly groupId: string | null;
  readonly onShowRun: () => void;
}

/** A run as it goes, with those beside it; or what a group of them came to. */
function Shown({ offer, groupId, onShowRun }: ShownProps) {
  const records = useRuns((runs) => runs.records);
  const selected = useRuns((runs) => runs.selected);
  const group = groupId === null ? null : groupOf(records, groupId);
  if (group !== null) return <GroupCard offer={offer} group={group} onShowRun={onShowRun} />;
  const run = records.find(({ id }) => id === selected);
  if (run === undefined) {
    return (
      <Card title="Run" isTitleHidden>
        <EmptyState title="No run is shown">Choose one of the list.</EmptyState>
      </Card>
    );
  }
  return (
    <>
      <RunComparison offer={offer} run={run} />
      <WatchPanel run={run} />
    </>
  );
}
