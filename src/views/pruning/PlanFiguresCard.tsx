import { memo } from 'react';
import { changeText, shareText } from '../../core/pruning/figure-words.ts';
import type { Change, Figure } from '../../core/pruning/plan-costs.ts';
import { keptFigures, planFigures, type PlanFigure } from '../../core/pruning/plan-figures.ts';
import { formatBytes } from '../../core/quantity.ts';
import { Card } from '../../ui/Card.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { Explain } from '../../ui/Explain.tsx';
import { FigureRow, FigureTable } from '../FigureTable.tsx';
import { CertaintyMark } from './CertaintyMark.tsx';
import type { CostedPlan } from './use-plans.ts';

/** Every figure of the plan that is edited, before and after. */
export function PlanFiguresCard({ plan: { name, costs } }: { readonly plan: CostedPlan }) {
  const { size, kept } = costs;
  return (
    <Card
      title="What it costs"
      subtitle={`Of ${name}: predicted from sketches and statistics, nothing was run`}
      explain={
        <Explain title="What it costs">
          What a plan leaves, worked out at once while a knob is turned. What that does to the model’s answers
          only a run can tell. Each figure says how far it is known.
        </Explain>
      }
    >
      <FigureTable head={['Figure', 'After', 'Change']}>
        {planFigures.map((figure) => (
          <SizeRow key={figure.id} figure={figure} change={figure.of(costs)} />
        ))}
        {keptFigures.map((figure) => (
          <KeptRow key={figure.id} figure={figure} kept={kept[figure.id]} />
        ))}
      </FigureTable>
      {size.dtypes.length > 1 && (
        <Disclosure summary="In memory by data type">
          <FigureTable head={['Type', 'After', 'Before']}>
            {size.dtypes.map(({ dtype, before, after }) => (
              <FigureRow key={dtype} label={dtype} figures={[formatBytes(after), formatBytes(before)]} />
            ))}
          </FigureTable>
        </Disclosure>
      )}
    </Card>
  );
}

interface SizeRowProps {
  readonly figure: PlanFigure;
  readonly change: Change | null;
}

/** Most positions of a slider leave most sizes as they are. */
const SizeRow = memo(
  SizeRowView,
  (a, b) =>
    a.figure === b.figure &&
    a.change?.before === b.change?.before &&
    isSame(a.change?.after, b.change?.after),
);

function isSame(a: Figure | undefined, b: Figure | undefined): boolean {
  return a?.value === b?.value && a?.low === b?.low && a?.high === b?.high && a?.certainty === b?.certainty;
}

function SizeRowView({ figure, change }: SizeRowProps) {
  if (change === null) return <FigureRow label={figure.name} note={figure.lack} figures={['–', '–']} />;
  return (
    <FigureRow
      label={figure.name}
      explain={
        <CertaintyMark of={figure.name} figure={change.after} format={figure.format}>
          {figure.text}
        </CertaintyMark>
      }
      note={`of ${figure.format(change.before)}`}
      figures={[figure.format(change.after.value), changeText(change)]}
    />
  );
}

interface KeptRowProps {
  readonly figure: (typeof keptFigures)[number];
  readonly kept: Figure;
}

function KeptRow({ figure: { name, text }, kept }: KeptRowProps) {
  return (
    <FigureRow
      label={name}
      explain={
        <CertaintyMark of={name} figure={kept} format={(value) => shareText({ value })}>
          {text}
        </CertaintyMark>
      }
      figures={[shareText(kept), changeText({ before: 1, after: kept })]}
    />
  );
}
