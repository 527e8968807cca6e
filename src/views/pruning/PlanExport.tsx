import { Download } from 'lucide-react';
import { useState } from 'react';
import { tableToCsv, tableToJson } from '../../charts/table.ts';
import { keepListForms } from '../../core/pruning/keep-lists/index.ts';
import { keepListOf } from '../../core/pruning/keep-lists/keep-list.ts';
import { formatPercent } from '../../core/quantity.ts';
import { reportForms } from '../../report/index.ts';
import { reportOfPlan } from '../../report/report-of-plan.ts';
import { keepMasks, useExport, type ExportJob } from '../../state/exporting.ts';
import { knownMeasured } from '../../state/measuring.ts';
import { openSourceOf, useSession } from '../../state/session.ts';
import { Button } from '../../ui/Button.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { download, downloadText } from '../download.ts';
import { ExportHome } from './export/ExportHome.tsx';
import { fractionOf } from './export/ExportProgress.tsx';
import { editsOf } from './measured/use-measured.ts';
import { planFile } from './plan-files.ts';
import { planTable } from './plan-table.ts';
import type { CostsProps } from './use-plans.ts';

const json = 'application/json';

/** The pruned checkpoint, the plan for the command line, the experts that it keeps for other tools, and the figures of all plans. */
export function PlanExport({ basis, plans, shown }: CostsProps) {
  const { plan, name, costs } = plans[shown]!;
  const toast = useToast();
  const job = useExport((state) => state.job);
  const [isOpen, setIsOpen] = useState(false);
  const measuredOf = () => {
    const source = openSourceOf(useSession.getState(), basis.input.catalogue);
    return source === null ? null : knownMeasured(source, editsOf(basis, plan));
  };
  const keepLists = keepListForms.map((form) => ({
    label: form.name,
    hint: form.fileName,
    isDisabled: costs.keepLists.size === 0,
    onSelect: () => {
      const list = keepListOf(basis.input.catalogue, costs.keepLists);
      const misfit = form.misfit(list);
      if (misfit === null) downloadText(form.fileName, form.format(list), json);
      else toast({ text: misfit });
    },
  }));
  const masks = {
    label: 'Masks as tensors',
    hint: 'keep-masks.safetensors',
    isDisabled: costs.keepLists.size === 0,
    onSelect: () =>
      void keepMasks(keepListOf(basis.input.catalogue, costs.keepLists)).then(({ name: file, bytes }) =>
        download(file, new Blob([bytes], { type: 'application/octet-stream' })),
      ),
  };
  const menu = (
    <Menu
      label="Take the plan home"
      icon={Download}
      isIconOnly
      size="small"
      align="end"
      sections={[
        {
          heading: name,
          items: [
            { label: 'Pruned checkpoint…', hint: 'safetensors', onSelect: () => setIsOpen(true) },
            {
              label: 'Plan for the command line',
              hint: 'plan.json',
              onSelect: () => downloadText('plan.json', planFile(plan), json),
            },
          ],
        },
        ...(basis.grid.kind === 'experts'
          ? [{ heading: 'Experts that stay', items: [...keepLists, masks] }]
          : []),
        {
          heading: 'Report',
          items: reportForms.map((form) => ({
            label: form.name,
            hint: `plan.${form.ending}`,
            onSelect: () => {
              const facts = { basis, plan, name, costs, measured: measuredOf(), link: location.href };
              downloadText(`plan.${form.ending}`, form.write(reportOfPlan(facts)), form.type);
            },
          })),
        },
        {
          heading: 'Figures of all plans',
          items: [
            {
              label: 'CSV',
              hint: 'plans.csv',
              onSelect: () => downloadText('plans.csv', tableToCsv(planTable(plans)), 'text/csv'),
            },
            {
              label: 'JSON',
              hint: 'plans.json',
              onSelect: () => downloadText('plans.json', tableToJson(planTable(plans)), json),
            },
          ],
        },
      ]}
    />
  );
  return (
    <>
      {job !== null && (
        <Button size="small" variant="quiet" onClick={() => setIsOpen(true)}>
          {jobWords(job)}
        </Button>
      )}
      {menu}
      {isOpen && <ExportHome basis={basis} plan={plans[shown]!} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function jobWords(job: ExportJob): string {
  if (job.state === 'writing') return `Writing ${formatPercent(fractionOf(job) ?? 0, 0)}`;
  return job.state === 'done' ? 'Written' : 'Not written';
}
