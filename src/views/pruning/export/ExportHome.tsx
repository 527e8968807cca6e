import { json as keepListJson } from '../../../core/pruning/keep-lists/json.ts';
import { keepListOf } from '../../../core/pruning/keep-lists/keep-list.ts';
import type { PlanBasis } from '../../../core/pruning/plan-basis.ts';
import { useExport } from '../../../state/exporting.ts';
import { openSourceOf, useSession } from '../../../state/session.ts';
import type { CostedPlan } from '../use-plans.ts';
import { ExportDialog } from './ExportDialog.tsx';
import { ExportProgress } from './ExportProgress.tsx';
import { exportName } from './export-name.ts';
import { exportRefusals } from './export-refusals.ts';

export interface ExportHomeProps {
  readonly basis: PlanBasis;
  readonly plan: CostedPlan;
  readonly onClose: () => void;
}

/** The way of a plan to a checkpoint: the offer, or what is being written already. */
export function ExportHome({ basis, plan: { costs }, onClose }: ExportHomeProps) {
  const { catalogue } = basis.input;
  const job = useExport((state) => state.job);
  const source = useSession((session) => openSourceOf(session, catalogue));
  if (job !== null) return <ExportProgress job={job} onClose={onClose} />;
  if (source === null) return null;
  const list = {
    name: keepListJson.fileName,
    text: keepListJson.format(keepListOf(catalogue, costs.keepLists)),
  };
  const wanted = {
    source,
    pruning: costs,
    name: exportName(source.label),
    beside: basis.grid.kind === 'experts' ? [list] : [],
  };
  return <ExportDialog wanted={wanted} refusals={exportRefusals(basis, costs)} onClose={onClose} />;
}
