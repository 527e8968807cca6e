import { Scissors } from 'lucide-react';
import { formatCount, formatNumber, formatParameters, formatPercent } from '../core/quantity.ts';
import {
  magnitudeAt,
  populationOf,
  rankOfMagnitude,
  rankOfShare,
  shareAt,
  type Curve,
} from '../core/sketch/curve.ts';
import { changeView, useView } from '../state/view.ts';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Explain } from '../ui/Explain.tsx';
import { NumberField } from '../ui/NumberField.tsx';
import { Slider } from '../ui/Slider.tsx';
import { linearScale } from '../ui/slider-scale.ts';
import styles from './CutCard.module.css';
import type { DrawnCurve } from './use-drawn-curves.ts';

const keptScale = linearScale({ min: 0, max: 1, step: 0.001 });

/** The cut along the active curve: what stays above a threshold, set by any of its four faces. */
export function CutCard({ read }: { readonly read: DrawnCurve | null }) {
  const cut = useView((view) => view.cut);
  const curve = read?.curve ?? null;
  return (
    <Card
      title="Cut"
      subtitle={read === null ? undefined : `of ${read.label}`}
      explain={
        <Explain title="Cut">
          Keeps the largest weights and drops the rest, as global magnitude pruning would. It says what share
          of the weights, mass and energy stays; what that does to accuracy only a run can tell.
        </Explain>
      }
      actions={
        cut === null ? undefined : (
          <Button size="small" variant="quiet" onClick={() => changeView({ cut: null })}>
            Clear
          </Button>
        )
      }
    >
      {curve === null || cut === null ? (
        <EmptyState
          title="No cut"
          icon={Scissors}
          actions={
            curve !== null && (
              <Button size="small" onClick={() => changeView({ cut: 0.5 })}>
                Keep half
              </Button>
            )
          }
        >
          Click or drag on the curve to keep the largest weights and drop the rest.
        </EmptyState>
      ) : (
        <CutFields curve={curve} cut={cut} />
      )}
    </Card>
  );
}

function CutFields({ curve, cut }: { readonly curve: Curve; readonly cut: number }) {
  const population = useView((view) => view.population);
  const n = populationOf(curve, population);
  const rank = cut * n;
  const keepRank = (kept: number) => changeView({ cut: n > 0 ? Math.min(1, Math.max(0, kept / n)) : 0 });
  const percent = (fraction: number) => Number((fraction * 100).toFixed(3));
  return (
    <div className={styles.fields}>
      <Slider
        label="Weights kept"
        scale={keptScale}
        value={cut}
        onChange={(value) => changeView({ cut: value })}
        format={(value) => formatPercent(value)}
      />
      <div className={styles.pair}>
        <NumberField
          label="Weights kept"
          unit="%"
          min={0}
          max={100}
          step={0.1}
          value={percent(cut)}
          onChange={(value) => value !== null && changeView({ cut: value / 100 })}
        />
        <NumberField
          label="Threshold |w| ≥"
          min={0}
          value={Number(magnitudeAt(curve, rank).toPrecision(4))}
          step={Number((curve.totals.maxAbs / 1000).toPrecision(1))}
          onChange={(value) => value !== null && keepRank(value > 0 ? rankOfMagnitude(curve, value) : n)}
        />
        <NumberField
          label="Mass kept"
          unit="%"
          min={0}
          max={100}
          step={0.1}
          value={percent(shareAt(curve, rank, 'mass'))}
          onChange={(value) => value !== null && keepRank(rankOfShare(curve, value / 100, 'mass'))}
        />
        <NumberField
          label="Energy kept"
          unit="%"
          min={0}
          max={100}
          step={0.1}
          value={percent(shareAt(curve, rank, 'energy'))}
          onChange={(value) => value !== null && keepRank(rankOfShare(curve, value / 100, 'energy'))}
        />
      </div>
      <p className={styles.sentence}>
        Keeps <strong>{formatParameters(Math.round(rank))}</strong> of {formatParameters(n)} weights and drops{' '}
        <strong title={formatCount(n - rank)}>{formatParameters(Math.round(n - rank))}</strong>, all with |w|
        &lt; {formatNumber(magnitudeAt(curve, rank))}. The matrix can show what this leaves of each expert.
      </p>
      <Button size="small" onClick={() => changeView({ measure: 'cut' })}>
        Show on the matrix
      </Button>
    </div>
  );
}
