import { formatCount, formatNumber, formatPercent } from '../core/quantity.ts';
import { populationOf, type Curve } from '../core/sketch/curve.ts';
import { belowCount, knee, plateau, tail, type CurvePoint } from '../core/sketch/measures.ts';
import { changeView, useView } from '../state/view.ts';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { Explain } from '../ui/Explain.tsx';
import { NumberField } from '../ui/NumberField.tsx';
import { FigureRow, FigureTable } from './FigureTable.tsx';
import styles from './LandmarksCard.module.css';

export interface LandmarksCardProps {
  readonly curve: Curve;
  readonly isEstimate: boolean;
  /** Some of the weights were quantised. */
  readonly isOnGrid: boolean;
}

/** Places on the curve that have a name. */
export function LandmarksCard({ curve, isEstimate, isOnGrid }: LandmarksCardProps) {
  const { population, quantity, plateauSlope, epsilon } = useView();
  const on = { population, quantity };
  const noun = quantity === 'mass' ? 'mass' : 'energy';
  const shareOf = ({ massFraction, energyFraction }: CurvePoint) =>
    quantity === 'mass' ? massFraction : energyFraction;
  const figuresOf = (point: CurvePoint) => [formatPercent(point.keptFraction), formatPercent(shareOf(point))];
  const atKnee = knee(curve, on);
  const atPlateau = plateau(curve, on, plateauSlope);
  const ending = tail(curve, quantity);
  const mean = meanOf(curve, population);
  const below = epsilon === null ? null : belowCount(curve, epsilon);
  return (
    <Card title="Landmarks">
      <FigureTable head={['Landmark', 'of weights', `of ${noun}`]}>
        <FigureRow
          label="Knee"
          note={`|w| ≥ ${formatNumber(atKnee.magnitude)}`}
          figures={figuresOf(atKnee)}
          isEstimate={isEstimate}
          explain={
            <Explain title="Knee" formula={quantity === 'mass' ? '|w| = mean|w|' : 'w² = mean w²'}>
              Where the curve is farthest above the diagonal. It depends on the shape of the distribution
              alone (a Gaussian’s is always at 42.5 % of the weights) and says nothing of accuracy.
            </Explain>
          }
        />
        <FigureRow
          label="Plateau"
          note={`slope < ${formatNumber(plateauSlope)}; |w| ≥ ${formatNumber(atPlateau.magnitude)}`}
          figures={figuresOf(atPlateau)}
          isEstimate={isEstimate}
          explain={
            <Explain title="Plateau" formula="slope at rank p = |w|₍ₚ₎ / mean|w|">
              From here on a further weight adds less than this share of what an average weight adds. The
              slope is set under Options.
            </Explain>
          }
        />
        <FigureRow
          label="Tail"
          note={`non-zero weights with |w| ≤ ${formatNumber(ending.fromMagnitude)}`}
          figures={['smallest 10 %', formatPercent(ending.share, 2)]}
          explain={
            <Explain title="Tail">What the smallest tenth of the non-zero weights holds together.</Explain>
          }
        />
        <FigureRow
          label="Below ε"
          note={
            below === null
              ? 'set ε to count small weights'
              : `${formatCount(below)} weights with |w| < ${formatNumber(epsilon!)}`
          }
          figures={[below === null || curve.finite === 0 ? '–' : formatPercent(below / curve.finite), '']}
          isEstimate={isEstimate}
          explain={
            <Explain title="Near-zero weights" formula="#{ |w| < ε } ⁄ n">
              Exact zeros are rare in dense checkpoints, and quantisation moves them: of one matrix with 1,098
              zeros among 6,144 weights, Q4_0 made 1,684 and Q4_K 256. How many weights are below a small ε
              says more. It counts zeros, too.
            </Explain>
          }
        />
      </FigureTable>
      <div className={styles.epsilon}>
        <NumberField
          label="ε"
          min={0}
          step={Number((mean / 10).toPrecision(1))}
          value={epsilon}
          placeholder="none"
          onChange={(value) => changeView({ epsilon: value })}
        />
        {epsilon === null && (
          <Button size="small" onClick={() => changeView({ epsilon: smallOf(mean) })}>
            Count below 1 % of the mean |w|
          </Button>
        )}
        {isOnGrid && epsilon === null && (
          <p className={styles.grid}>
            These weights were quantised: the curve runs in the steps of their grid, and its exact zeros are
            not those of the model that was trained.
          </p>
        )}
      </div>
    </Card>
  );
}

/** To two digits, as a person would type it. */
function smallOf(mean: number): number {
  return Number((mean / 100).toPrecision(2));
}

function meanOf(curve: Curve, population: 'all' | 'nonzero'): number {
  const n = populationOf(curve, population);
  return n > 0 && curve.totalMass > 0 ? curve.totalMass / n : 1;
}
