import { FlaskConical } from 'lucide-react';
import { changeView } from '../../../state/view.ts';
import { Button } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';

export interface CannotMeasureProps {
  readonly why: string;
  readonly how: string;
}

/** Why nothing can be measured of this checkpoint, and the way to one of which it can. */
export function CannotMeasure({ why, how }: CannotMeasureProps) {
  return (
    <Card title="Measured" subtitle="What plans really do to the model’s answers">
      <EmptyState
        title="This checkpoint can’t be measured here"
        icon={FlaskConical}
        actions={<Button onClick={() => changeView({ panel: 'train' })}>Train a small model</Button>}
      >
        {why} {how}
      </EmptyState>
    </Card>
  );
}
