import { BrainCircuit, ChartSpline, Route, Scissors, Table2 } from 'lucide-react';
import { formatCount } from '../core/quantity.ts';
import { useTraces } from '../state/traces.ts';
import { changeView, useView, type PanelId } from '../state/view.ts';
import { Tabs, type Tab } from '../ui/Tabs.tsx';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import { CurvePanel } from './CurvePanel.tsx';
import { lazyPanel } from './lazy-view.ts';
import { SourceList } from './SourceList.tsx';
import { useAnalyses, type Analysis } from './use-analyses.ts';

const TensorsPanel = lazyPanel(() => import('./TensorsPanel.tsx').then((file) => file.TensorsPanel));
const UsagePanel = lazyPanel(() => import('./usage/UsagePanel.tsx').then((file) => file.UsagePanel));
const PruningPanel = lazyPanel(() => import('./pruning/PruningPanel.tsx').then((file) => file.PruningPanel));
const TrainPanel = lazyPanel(() => import('./train/TrainPanel.tsx').then((file) => file.TrainPanel));

/** What is open, and the panels that show it. Being here also keeps its scans going, whatever panel is shown. */
export function Workspace() {
  const analyses = useAnalyses();
  const traces = useTraces();
  const wanted = useView((view) => view.panel);
  const tabs = tabsOf(analyses, traces.length);
  // a trace alone has no weights to show
  const panel = tabs.find(({ id }) => id === wanted)?.id ?? 'usage';
  return (
    <>
      <VisuallyHidden role="heading" aria-level={1}>
        {analyses.length > 0 ? 'Open checkpoints' : 'Open traces'}
      </VisuallyHidden>
      {analyses.length > 0 && <SourceList analyses={analyses} />}
      <Tabs label="Panels" selected={panel} onSelect={(id) => changeView({ panel: id })} tabs={tabs}>
        {panel === 'curve' && <CurvePanel analyses={analyses} />}
        {panel === 'tensors' && <TensorsPanel analyses={analyses} />}
        {panel === 'usage' && <UsagePanel analyses={analyses} />}
        {panel === 'pruning' && <PruningPanel analyses={analyses} />}
        {panel === 'train' && <TrainPanel />}
      </Tabs>
    </>
  );
}

function tabsOf(analyses: readonly Analysis[], traces: number): readonly Tab<PanelId>[] {
  const tensors = analyses.reduce((sum, { source }) => sum + source.catalogue.tensors.names.length, 0);
  const ofWeights: readonly Tab<PanelId>[] = [
    { id: 'curve', label: 'Sparsity curve', icon: ChartSpline },
    { id: 'tensors', label: 'Tensors', icon: Table2, badge: formatCount(tensors) },
  ];
  return [
    ...(analyses.length > 0 ? ofWeights : []),
    { id: 'usage', label: 'Usage', icon: Route, ...(traces > 0 && { badge: formatCount(traces) }) },
    { id: 'pruning', label: 'Pruning', icon: Scissors },
    { id: 'train', label: 'Train', icon: BrainCircuit },
  ];
}
