import { useQuery } from '@tanstack/react-query';
import { explainFault } from '../../../core/fault-words.ts';
import { goOnWith } from '../../../state/training/run-actions.ts';
import type { RunRecord } from '../../../state/training/run-record.ts';
import { backendsQuery } from '../../../state/training/trainer-offer.ts';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { backendTitles } from '../backend-words.ts';

/** Why a run stopped, and where else it can go on from its last good snapshot. */
export function RunFailure({ run }: { readonly run: RunRecord }) {
  const { data: backends = [] } = useQuery(backendsQuery);
  if (run.fault === null) return null;
  const { title, body, remedy } = explainFault(run.fault);
  const others = backends.filter(({ name }) => name !== run.backend?.name);
  return (
    <Notice
      tone="danger"
      title={title}
      remedy={remedy}
      actions={others.map(({ name }) => (
        <Button key={name} size="small" onClick={() => goOnWith(run.id, name)}>
          Go on with {backendTitles[name]}
        </Button>
      ))}
    >
      {body}
    </Notice>
  );
}
