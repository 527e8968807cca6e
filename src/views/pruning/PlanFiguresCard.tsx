import { formatBytes } from '../../core/quantity.ts';
import { Card } from '../../ui/Card.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { Explain } from '../../ui/Explain.tsx';
import { FigureRow, FigureTable } from '../FigureTable.tsx';
import { CertaintyMark } from './CertaintyMark.tsx';
import { planFigures, type PlanFigure } from './plan-figures.ts';
import { changeText, shareText } from './plan-words.ts';
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
        {(['weights', 'mass', 'energy'] as const).map((share) => (
          <FigureRow
            key={share}
            label={keptLabels[share].name}
            explain={
              <CertaintyMark
                of={keptLabels[share].name}
                figure={kept[share]}
                format={(value) => shareText({ value })}
              >
                {keptLabels[share].text}
              </CertaintyMark>
            }
            figures={[shareText(kept[share]), changeText({ before: 1, after: kept[share] })]}
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

const keptLabels = {
  weights: {
    name: 'Weights kept',
    text: 'Of the weights that plans are about: routed experts, or all matrices of layers where there are none.',
  },
  mass: { name: 'Mass kept', text: 'Share of Σ|w| of these weights.' },
  energy: { name: 'Energy kept', text: 'Share of Σw² of these weights.' },
} as const;

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
