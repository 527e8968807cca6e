import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import { lazyPanel } from './lazy-view.ts';

const TrainPanel = lazyPanel(() => import('./train/TrainPanel.tsx').then((file) => file.TrainPanel));

/** Training with no checkpoint open: from the first page, or by a link to a recipe. */
export function TrainPage() {
  return (
    <>
      <VisuallyHidden role="heading" aria-level={1}>
        Train a small Mixture-of-Experts model
      </VisuallyHidden>
      <TrainPanel />
    </>
  );
}
