import { formatPercent } from '../core/quantity.ts';
import type { Curve } from '../core/sketch/curve.ts';
import { measureList } from '../core/sketch/measure-list.ts';
import { keptFractionFor } from '../core/sketch/measures.ts';
import { useView } from '../state/view.ts';
import { Card } from '../ui/Card.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Explain } from '../ui/Explain.tsx';
import { FigureRow, FigureTable } from './FigureTable.tsx';
import { LandmarksCard } from './LandmarksCard.tsx';
import { formatMeasure } from './measure-format.ts';
import { MeasureExplain } from './MeasureExplain.tsx';
import type { DrawnCurve } from './use-drawn-curves.ts';

/** What the active curve says in figures, beside what a random Gaussian initialisation would say. */
export function MeasuresCard({ read }: { readonly read: DrawnCurve | null }) {
  const population = useView((view) => view.population);
  const quantity = useView((view) => view.quantity);
  const curve = read?.curve ?? null;
  if (read === null || curve === null) {
    return (
      <Card title="Measures">
        <EmptyState title="Nothing to measure yet">
          Choose a curve, or wait until its weights have been read.
        </EmptyState>
      </Card>
    );
  }
  const isEstimate = read.known?.basis === 'estimate';
  return (
    <>
      <Card title="Measures" subtitle={`of ${read.label}${isEstimate ? ', estimated' : ''}`}>
        <FigureTable head={['Measure', 'Here', 'Gaussian']}>
          {measureList.map((measure) => (
            <FigureRow
              key={measure.id}
              label={read.isOnGrid && measure.id === 'zeros' ? 'Zeros of the grid' : measure.name}
              note={read.isOnGrid && measure.id === 'zeros' ? gridNote : undefined}
              explain={<MeasureExplain measure={measure} />}
              // the header tells their number exactly
              isEstimate={isEstimate && measure.id !== 'parameters'}
              figures={[
                formatMeasure(measure.kind, measure.compute(curve, { population, quantity })),
                measure.gaussian === null ? '' : formatMeasure(measure.kind, measure.gaussian[quantity]),
              ]}
            />
          ))}
        </FigureTable>
      </Card>
      <LandmarksCard curve={curve} isEstimate={isEstimate} isOnGrid={read.isOnGrid} />
      <KeptCard curve={curve} isEstimate={isEstimate} />
    </>
  );
}

const gridNote = 'quantisation makes and unmakes them; count below ε';

const shares = [0.5, 0.8, 0.9, 0.95, 0.99];

/** How few weights hold how much. */
function KeptCard({ curve, isEstimate }: { readonly curve: Curve; readonly isEstimate: boolean }) {
  const population = useView((view) => view.population);
  return (
    <Card
      title="Weights needed"
      explain={
        <Explain title="Weights needed" formula="smallest p with C(p) ≥ share">
          The fraction of weights, largest first, that holds this share of the mass (Σ|w|) or energy (Σw²). A
          Gaussian needs 64.6 % of its weights for 90 % of the mass.
        </Explain>
      }
    >
      <FigureTable head={['To hold', 'of mass', 'of energy']}>
        {shares.map((share) => (
          <FigureRow
            key={share}
            label={formatPercent(share, 0)}
            isEstimate={isEstimate}
            figures={[
              formatPercent(keptFractionFor(curve, share, { quantity: 'mass', population })),
              formatPercent(keptFractionFor(curve, share, { quantity: 'energy', population })),
            ]}
          />
        ))}
      </FigureTable>
    </Card>
  );
}
