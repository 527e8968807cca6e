import { formatNumber } from '../../core/quantity.ts';
import { measuredLoads, type LoadMeasure } from '../../core/usage/load-measures.ts';
import { Card } from '../../ui/Card.tsx';
import { Explain } from '../../ui/Explain.tsx';
import { FigureRow, FigureTable } from '../FigureTable.tsx';
import type { UsageProps } from './usage.ts';

/** What a layer's load comes to, each figure beside the ends that top-k leaves it. */
export function LoadFiguresCard({ usage }: UsageProps) {
  const { layer, layerName } = usage;
  const { topK, experts } = layer;
  const choosing = topK === null ? 'k unknown' : `top-${formatNumber(topK)}`;
  return (
    <Card title="Figures of the load" subtitle={`Of ${layerName}: ${choosing} of ${experts} experts`}>
      <FigureTable head={['Figure', 'Here', 'All alike', `Worst`]}>
        {measuredLoads(layer.counts.choices, topK).map(({ measure, value, even, worst }) => (
          <FigureRow
            key={measure.id}
            label={measure.name}
            explain={<LoadMeasureExplain measure={measure} />}
            figures={[
              figureText(value, measure),
              figureText(even, measure),
              worst === null ? '–' : figureText(worst, measure),
            ]}
          />
        ))}
      </FigureTable>
    </Card>
  );
}

export function LoadMeasureExplain({ measure }: { readonly measure: LoadMeasure }) {
  return (
    <Explain title={measure.name} formula={measure.formula} reference={measure.reference}>
      {measure.explanation} Its scale: {measure.limits}.
    </Explain>
  );
}

function figureText(value: number, { unit }: LoadMeasure): string {
  if (Number.isNaN(value)) return '–';
  // sums of many thirds leave a crumb where nothing is meant
  const text = formatNumber(Math.abs(value) < 1e-9 ? 0 : value, 4);
  return unit === 'bits' ? `${text} bits` : text;
}
