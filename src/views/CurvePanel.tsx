import type { CurveSeries } from '../charts/sparsity-curve.ts';
import type { Band } from '../core/sketch/bootstrap.ts';
import type { Curve } from '../core/sketch/curve.ts';
import type { ScopeSketch } from '../state/curves.ts';
import { useView } from '../state/view.ts';
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
import { useBands } from './use-bands.ts';
import { useDrawnCurves, type DrawnCurve } from './use-drawn-curves.ts';

/** The sparsity curve, the experts to choose from, and what the chosen curve says in figures. */
export function CurvePanel({ analyses }: { readonly analyses: readonly Analysis[] }) {
  const curves = useDrawnCurves(analyses);
  const activeSlot = useView((view) => view.active);
  const drawn = curves.filter(isShown);
  const bands = useBands(drawn);
  const series = drawn.map((curve, i) => seriesOf(curve, bands[i]));
  const active = drawn.findIndex(({ slot }) => slot === activeSlot);
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

function seriesOf({ slot, label, curve, known }: ShownCurve, band: Band | undefined): CurveSeries {
  return { label, color: liveLook.series[slot]!, curve, isEstimate: known.basis === 'estimate', band };
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
