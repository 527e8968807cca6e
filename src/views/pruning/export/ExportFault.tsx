import type { ReactNode } from 'react';
import { explainFault } from '../../../core/fault-words.ts';
import type { FaultWire } from '../../../core/fault.ts';
import { Notice } from '../../../ui/Notice.tsx';
import { Reasons } from './Reasons.tsx';

export interface ExportFaultProps {
  readonly fault: FaultWire;
  readonly actions?: ReactNode;
}

/** What went wrong; of a plan that can't be written every reason in a line of its own. */
export function ExportFault({ fault, actions }: ExportFaultProps) {
  const { title, body, remedy } = explainFault(fault);
  return (
    <Notice tone="danger" title={title} remedy={remedy} actions={actions}>
      {fault.code === 'export-impossible' ? <Reasons reasons={fault.facts.problems} /> : body}
    </Notice>
  );
}
