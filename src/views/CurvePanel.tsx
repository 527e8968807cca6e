import type { CurveSeries } from '../charts/sparsity-curve.ts';
import { bootstrapBand, type Band } from '../core/sketch/bootstrap.ts';
import type { Curve } from '../core/sketch/curve.ts';
import type { ScopeSketch } from '../state/curves.ts';
import { useView, type View } from '../state/view.ts';
import { Card } from '../ui/Card.tsx';
import { Explain } from '../ui/Explain.tsx';
import { liveLook } from '../ui/look/chart-look.ts';
import { CurveExport } from './CurveExport.tsx';
import { CurveLegend, ExactOffer } from './CurveLegend.tsx';
import { CurveOptions } from './CurveOptions.tsx';
import styles from './CurvePanel.module.css';
import { CutCard } from './CutCard.tsx';
import { MatrixCard } from './MatrixCard.tsx';
import { MeasuresCard } from './MeasuresCard.tsx';
import { ReferenceKey } from './ReferenceKey.tsx';
import { SparsityChart } from './SparsityChart.tsx';
import type { Analysis } from './use-analyses.ts';
import { useDrawnCurves, type DrawnCurve } from './use-drawn-curves.ts';

/** The sparsity curve, the experts to choose from, and what the chosen curve says in figures. */
export function CurvePanel({ analyses }: { readonly analyses: readonly Analysis[] }) {
  const curves = useDrawnCurves(analyses);
  const view = useView();
  const drawn = curves.filter(isShown);
  const series = drawn.map((curve) => seriesOf(curve, view));
  const active = drawn.findIndex(({ slot }) => slot === view.active);
  const read = drawn[active] ?? null;
  return (
    <div className={styles.panel}>
      <div className={styles.main}>
        <Card
          title="Sparsity curve"
          subtitle="Weights sorted by falling magnitude, their cumulative sum against their number"
          explain={<CurveExplanation />}
          actions={
            <>
              <CurveOptions />
              <CurveExport series={series} active={active} />
            </>
          }
        >
          <div className={styles.chart}>
            <CurveLegend curves={curves} />
            <SparsityChart series={series} active={active} />
            <ReferenceKey />
            {read !== null && <ExactOffer drawn={read} />}
          </div>
        </Card>
        <MatrixCard analyses={analyses} curves={curves} read={read} />
      </div>
      <aside className={styles.side} aria-label="Readings">
        <CutCard read={read} />
        <MeasuresCard read={read} />
      </aside>
    </div>
  );
}

function CurveExplanation() {
  return (
    <Explain
      title="Sparsity curve"
      formula="C(p) = Σ of the largest pn |w| ⁄ Σ|w|"
      reference={{ text: 'Its complement is the Lorenz curve of the magnitudes: C(p) = 1 − L(1 − p)' }}
    >
      How much of all mass the largest weights hold. On the diagonal all weights are equal. A steep start
      means that few weights hold much of the mass; a flat end means that many hold hardly any.
    </Explain>
  );
}

/** Bands take a bootstrap, so each is kept as long as what it was made of. */
const bands = new WeakMap<ScopeSketch, Map<string, Band>>();

function bandOf(known: ScopeSketch, { population, quantity }: Pick<View, 'population' | 'quantity'>): Band {
  const kept = bands.get(known) ?? new Map<string, Band>();
  bands.set(known, kept);
  const key = `${population} ${quantity}`;
  const { clusters, fractionRead } = known;
  const band = kept.get(key) ?? bootstrapBand(clusters, { fractionRead, seed: 1, population, quantity });
  kept.set(key, band);
  return band;
}

function seriesOf({ slot, label, curve, known }: ShownCurve, view: View): CurveSeries {
  const isEstimate = known.basis === 'estimate';
  const band = isEstimate ? bandOf(known, view) : undefined;
  return { label, color: liveLook.series[slot]!, curve, isEstimate, band };
}

/** A curve of which something is known. */
interface ShownCurve extends DrawnCurve {
  readonly known: ScopeSketch;
  readonly curve: Curve;
}

function isShown(drawn: DrawnCurve | null): drawn is ShownCurve {
  const known = drawn?.known ?? null;
  return known !== null;
}
