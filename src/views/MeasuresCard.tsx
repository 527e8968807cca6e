import { explainMeasure, formatMeasure } from './measure-words.tsx';
import { formatCount, formatNumber, formatPercent } from '../core/quantity.ts';
import { populationOf, type Curve, type Quantity } from '../core/sketch/curve.ts';
import { belowCount, keptFractionFor, knee, plateau, tail } from '../core/sketch/measures.ts';
import { measureList, type Measure } from '../core/sketch/measure-list.ts';
import { changeView, useView } from '../state/view.ts';
import { Card } from '../ui/Card.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Explain } from '../ui/Explain.tsx';
import { NumberField } from '../ui/NumberField.tsx';
import { Stat, StatList } from '../ui/Stat.tsx';
import styles from './MeasuresCard.module.css';
import type { DrawnCurve } from './use-drawn-curves.ts';

/** What the active curve says in figures. */
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
        <StatList>
          {measureList.map((measure) => (
            <Stat
              key={measure.id}
              label={measure.shortName}
              value={formatMeasure(measure.kind, measure.compute(curve, { population, quantity }))}
              note={gaussianNote(measure, quantity)}
              isEstimate={isEstimate}
              explain={explainMeasure(measure)}
            />
          ))}
        </StatList>
      </Card>
      <LandmarksCard curve={curve} isEstimate={isEstimate} />
      <KeptCard curve={curve} />
    </>
  );
}

/** What a random initialisation would show. */
function gaussianNote({ gaussian, kind }: Measure, quantity: Quantity): string | undefined {
  return gaussian === null ? undefined : `Gaussian ${formatMeasure(kind, gaussian[quantity])}`;
}

function LandmarksCard({ curve, isEstimate }: { readonly curve: Curve; readonly isEstimate: boolean }) {
  const { population, quantity, plateauSlope, epsilon } = useView();
  const on = { population, quantity };
  const noun = quantity === 'mass' ? 'mass' : 'energy';
  const shareOf = (point: { massFraction: number; energyFraction: number }) =>
    formatPercent(quantity === 'mass' ? point.massFraction : point.energyFraction);
  const atKnee = knee(curve, on);
  const atPlateau = plateau(curve, on, plateauSlope);
  const ending = tail(curve, quantity);
  const below = epsilon === null ? null : belowCount(curve, epsilon);
  return (
    <Card title="Landmarks">
      <StatList>
        <Stat
          label="Knee"
          value={formatPercent(atKnee.keptFraction)}
          note={`${shareOf(atKnee)} of the ${noun}; |w| ≥ ${formatNumber(atKnee.magnitude)}`}
          isEstimate={isEstimate}
          explain={
            <Explain title="Knee" formula={quantity === 'mass' ? '|w| = mean|w|' : 'w² = mean w²'}>
              Where the curve is farthest above the diagonal. It depends on the shape of the distribution
              alone (a Gaussian’s is always at 42.5 %) and says nothing of accuracy.
            </Explain>
          }
        />
        <Stat
          label="Plateau"
          value={formatPercent(atPlateau.keptFraction)}
          note={`${shareOf(atPlateau)} of the ${noun}; slope < ${formatNumber(plateauSlope)}`}
          isEstimate={isEstimate}
          explain={
            <Explain title="Plateau" formula="slope at rank p = |w|₍ₚ₎ / mean|w|">
              From here on a further weight adds less than this share of what an average weight adds. The
              slope is set under Options.
            </Explain>
          }
        />
        <Stat
          label="Tail"
          value={formatPercent(ending.share, 2)}
          unit={`of the ${noun}`}
          note={`smallest 10 % of the non-zero weights, |w| ≤ ${formatNumber(ending.fromMagnitude)}`}
          isEstimate={isEstimate}
          explain={
            <Explain title="Tail">What the smallest tenth of the non-zero weights holds together.</Explain>
          }
        />
        <Stat
          label="Below ε"
          value={below === null ? '–' : formatPercent(curve.finite > 0 ? below / curve.finite : 0)}
          note={
            below === null
              ? 'set ε to count small weights'
              : `${formatCount(below)} weights with |w| < ${formatNumber(epsilon!)}`
          }
          isEstimate={isEstimate}
          explain={
            <Explain title="Near-zero weights" formula="#{ |w| < ε } ⁄ n">
              Exact zeros are rare in dense checkpoints, and quantisation moves them; how many weights are
              below a small ε says more. It counts zeros, too.
            </Explain>
          }
        />
      </StatList>
      <div className={styles.epsilon}>
        <NumberField
          label="ε"
          min={0}
          step={Number((meanOf(curve, population) / 10).toPrecision(1))}
          value={epsilon}
          placeholder="none"
          onChange={(value) => changeView({ epsilon: value })}
        />
      </div>
    </Card>
  );
}

function meanOf(curve: Curve, population: 'all' | 'nonzero'): number {
  const n = populationOf(curve, population);
  return n > 0 && curve.totalMass > 0 ? curve.totalMass / n : 1;
}

const shares = [0.5, 0.8, 0.9, 0.95, 0.99];

/** How few weights hold how much. */
function KeptCard({ curve }: { readonly curve: Curve }) {
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
      <table className={styles.kept}>
        <thead>
          <tr>
            <th scope="col">To hold</th>
            <th scope="col">of mass</th>
            <th scope="col">of energy</th>
          </tr>
        </thead>
        <tbody>
          {shares.map((share) => (
            <tr key={share}>
              <th scope="row">{formatPercent(share, 0)}</th>
              <td>{formatPercent(keptFractionFor(curve, share, { quantity: 'mass', population }))}</td>
              <td>{formatPercent(keptFractionFor(curve, share, { quantity: 'energy', population }))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
