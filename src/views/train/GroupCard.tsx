import type { TrainerOffer } from '../../state/training/offered-parts.ts';
import { Card } from '../../ui/Card.tsx';
import type { RunGroup } from './run-groups.ts';

/** What a group of runs came to. */
export function GroupCard({ group }: { readonly offer: TrainerOffer; readonly group: RunGroup }) {
  return <Card title={group.name}>{group.runs.length}</Card>;
}
