import { BrainCircuit, ChartSpline, Table2 } from 'lucide-react';
import { changeView, useView } from '../state/view.ts';
import { Tabs } from '../ui/Tabs.tsx';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import { formatCount } from '../core/quantity.ts';
import { CurvePanel } from './CurvePanel.tsx';
import { SourceList } from './SourceList.tsx';
import { LazyTrainPanel } from './LazyTrainPanel.tsx';
import { TensorsPanel } from './TensorsPanel.tsx';
import { useAnalyses } from './use-analyses.ts';

/** What is open, and the panels that show it. Being here also keeps its scans going, whatever panel is shown. */
export function Workspace() {
  const analyses = useAnalyses();
  const panel = useView((view) => view.panel);
  const tensors = analyses.reduce((sum, { source }) => sum + source.catalogue.tensors.names.length, 0);
  return (
    <>
      <VisuallyHidden role="heading" aria-level={1}>
        Open checkpoints
      </VisuallyHidden>
      <SourceList analyses={analyses} />
      <Tabs
        label="Panels"
        selected={panel}
        onSelect={(id) => changeView({ panel: id })}
        tabs={[
          { id: 'curve', label: 'Sparsity curve', icon: ChartSpline },
          { id: 'tensors', label: 'Tensors', icon: Table2, badge: formatCount(tensors) },
          { id: 'train', label: 'Train', icon: BrainCircuit },
        ]}
      >
        {panel === 'curve' && <CurvePanel analyses={analyses} />}
        {panel === 'tensors' && <TensorsPanel analyses={analyses} />}
        {panel === 'train' && <LazyTrainPanel />}
      </Tabs>
    </>
  );
}
