import { Scale } from 'lucide-react';
import { useMemo } from 'react';
import { isBalanced, withBalance } from '../../../core/recipe-balance.ts';
import { readRouting, type RoutingState } from '../../../core/routing/reading.ts';
import { startRun } from '../../../state/training/run-actions.ts';
import type { RunRecord } from '../../../state/training/run-record.ts';
import { toggleCompared } from '../../../state/training/runs.ts';
import { changeView } from '../../../state/view.ts';
import { Button } from '../../../ui/Button.tsx';
import { Notice, type NoticeTone } from '../../../ui/Notice.tsx';
import type { Watched } from './use-watched.ts';

export interface RoutingNoticeProps {
  readonly run: RunRecord;
  readonly watched: Watched;
}

const tones: Readonly<Record<RoutingState, NoticeTone>> = {
  single: 'info',
  early: 'info',
  soft: 'info',
  uneven: 'info',
  even: 'success',
  dying: 'warning',
  collapsed: 'warning',
};

/** The state of routing in a sentence, and the cure where there is one. */
export function RoutingNotice({ run, watched }: RoutingNoticeProps) {
  const { recipe } = run;
  const { evaluation } = watched.moment;
  const reading = useMemo(
    () => (evaluation === null ? null : readRouting(evaluation, { isBalanced: isBalanced(recipe) })),
    [evaluation, recipe],
  );
  if (reading === null || evaluation?.step === 0) return null;
  const { state, headline, details, wantsBalance } = reading;
  const balance = () => {
    const balanced = withBalance(recipe);
    changeView({ recipe: balanced });
    startRun(balanced, { name: `${run.name}, balanced` });
    toggleCompared(run.id);
  };
  return (
    <Notice
      tone={tones[state]}
      title={headline}
      actions={
        wantsBalance && (
          <Button size="small" icon={Scale} onClick={balance}>
            Train again with balancing
          </Button>
        )
      }
    >
      {details.join(' ')}
    </Notice>
  );
}
