import { lazy, Suspense } from 'react';
import { Skeleton } from '../ui/Skeleton.tsx';
import type { Analysis } from './use-analyses.ts';

/** Loaded when it is first shown: who only looks at weights needs none of it. */
const UsagePanel = lazy(() =>
  import('./usage/UsagePanel.tsx').then(({ UsagePanel: component }) => ({ default: component })),
);

export function LazyUsagePanel({ analyses }: { readonly analyses: readonly Analysis[] }) {
  return (
    <Suspense fallback={<Skeleton height="640px" />}>
      <UsagePanel analyses={analyses} />
    </Suspense>
  );
}
