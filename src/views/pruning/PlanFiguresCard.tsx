import { changeText, shareText } from '../../core/pruning/figure-words.ts';
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
          <SizeRow key={figure.id} figure={figure} costs={costs} />
        ))}
        {keptFigures.map(({ id, name: label, text }) => (
          <FigureRow
            key={id}
            label={label}
            explain={
              <CertaintyMark of={label} figure={kept[id]} format={(value) => shareText({ value })}>
                {text}
              </CertaintyMark>
            }
            figures={[shareText(kept[id]), changeText({ before: 1, after: kept[id] })]}
          />
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

function SizeRow({ figure, costs }: { readonly figure: PlanFigure; readonly costs: CostedPlan['costs'] }) {
  const change = figure.of(costs);
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
