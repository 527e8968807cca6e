import { EmptyState } from '../../../ui/EmptyState.tsx';

/** In place of a chart before the first look at validation data. */
export function NothingYet() {
  return (
    <EmptyState title="Nothing measured yet">It comes with the first look at validation data.</EmptyState>
  );
}
