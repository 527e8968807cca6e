import { Download } from 'lucide-react';
import { tableToCsv, tableToJson } from '../../charts/table.ts';
import { Menu } from '../../ui/Menu.tsx';
import { downloadText } from '../download.ts';
import { keepListsFile, planFile } from './plan-files.ts';
import { planTable } from './plan-table.ts';
import type { CostsProps } from './PruningPanel.tsx';

const json = 'application/json';

/** The plan for the command line, the experts that it keeps for other tools, and the figures of all plans. */
export function PlanExport({ basis, plans, shown }: CostsProps) {
  const { plan, name, costs } = plans[shown]!;
  const { keepLists } = costs;
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
            {
              label: 'Experts kept, by layer',
              hint: 'keep-lists.json',
              isDisabled: keepLists.size === 0,
              onSelect: () => downloadText('keep-lists.json', keepListsFile(basis, keepLists), json),
            },
          ],
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
}
