import { Download } from 'lucide-react';
import { tableToCsv, tableToJson } from '../../charts/table.ts';
import { keepListForms } from '../../core/pruning/keep-lists/index.ts';
import { keepListOf } from '../../core/pruning/keep-lists/keep-list.ts';
import { Menu } from '../../ui/Menu.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { downloadText } from '../download.ts';
import { planFile } from './plan-files.ts';
import { planTable } from './plan-table.ts';
import type { CostsProps } from './use-plans.ts';

const json = 'application/json';

/** The plan for the command line, the experts that it keeps for other tools, and the figures of all plans. */
export function PlanExport({ basis, plans, shown }: CostsProps) {
  const { plan, name, costs } = plans[shown]!;
  const toast = useToast();
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
  return (
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
            {
              label: 'Plan for the command line',
              hint: 'plan.json',
              onSelect: () => downloadText('plan.json', planFile(plan), json),
            },
          ],
        },
        ...(basis.grid.kind === 'experts' ? [{ heading: 'Experts that stay', items: keepLists }] : []),
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
}
