import { Download } from 'lucide-react';
import { tableToCsv, tableToJson } from '../../charts/table.ts';
import { Menu } from '../../ui/Menu.tsx';
import { downloadText } from '../download.ts';
import type { CostsProps } from './PruningPanel.tsx';
import { planTable } from './plan-table.ts';

/** The plan for the command line, what it comes to for other tools, and its figures. */
export function PlanExport({ plans }: CostsProps) {
  return (
    <Menu
      label="Take the plan home"
      icon={Download}
      isIconOnly
      size="small"
      align="end"
      sections={[
        {
          heading: 'Figures of all plans',
          items: [
            {
              label: 'CSV',
              hint: '.csv',
              onSelect: () => downloadText('plans.csv', tableToCsv(planTable(plans)), 'text/csv'),
            },
            {
              label: 'JSON',
              hint: '.json',
              onSelect: () => downloadText('plans.json', tableToJson(planTable(plans)), 'application/json'),
            },
          ],
        },
      ]}
    />
  );
}
