import { lazy, Suspense } from 'react';
import { Skeleton } from '../ui/Skeleton.tsx';

/** Loaded when it is first shown: who only looks at checkpoints needs none of it. */
const TrainPanel = lazy(() =>
  import('./train/TrainPanel.tsx').then(({ TrainPanel: component }) => ({ default: component })),
);

export function LazyTrainPanel() {
  return (
    <Suspense fallback={<Skeleton height="640px" />}>
      <TrainPanel />
    </Suspense>
  );
}
