import { lazy, Suspense } from 'react';
import { Skeleton } from '../ui/Skeleton.tsx';
import type { Analysis } from './use-analyses.ts';

/** Loaded when it is first shown: who only looks plans nothing. */
const PruningPanel = lazy(() =>
  import('./pruning/PruningPanel.tsx').then(({ PruningPanel: component }) => ({ default: component })),
);

export function LazyPruningPanel({ analyses }: { readonly analyses: readonly Analysis[] }) {
  return (
    <Suspense fallback={<Skeleton height="640px" />}>
      <PruningPanel analyses={analyses} />
    </Suspense>
  );
}
