import { useCallback, useMemo } from 'react';
import { drawLoadShift } from '../../charts/pruning/load-shift.ts';
import type { Look } from '../../charts/scene.ts';
import { expertFates, isGone, type ExpertFate } from '../../core/pruning/expert-fates.ts';
import type { PlanBasis } from '../../core/pruning/plan-basis.ts';
import type { PlanCosts, RoutingCosts } from '../../core/pruning/plan-costs.ts';
import { formatNumber } from '../../core/quantity.ts';
import { changeView, useView } from '../../state/view.ts';
import { Explain } from '../../ui/Explain.tsx';
import { Select } from '../../ui/Select.tsx';
import { ChartCard, type ChartSize } from '../usage/ChartCard.tsx';
import styles from './LoadShiftCard.module.css';
import type { PlanResultProps } from './KeptMatrixCard.tsx';

export interface LoadShiftCardProps extends PlanResultProps {
  readonly routing: RoutingCosts;
}

/** One layer’s load before and after, as if the rest took over in proportion. */
export function LoadShiftCard({ basis, costs, routing }: LoadShiftCardProps) {
  const { layers: picked } = useView((view) => view.selection);
  const shown = routing.layers.find(({ layer }) => picked.includes(layer)) ?? routing.layers[0]!;
  const { layer, before, after, maxOverMean } = shown;
  const label = basis.grid.rowLabels[basis.grid.layers.indexOf(layer)] ?? String(layer);
  const fates = useMemo(() => fatesOfLayer(basis, costs, layer), [basis, costs, layer]);
  // a mean output bears load as before
  const stays = useMemo(() => fates.map((fate) => !isGone(fate) || fate.kind === 'mean-output'), [fates]);
  const isMerged = fates.some(({ kind }) => kind === 'merged');
  const draw = useCallback(
    (size: ChartSize, look: Look) =>
      drawLoadShift(
        {
          ...size,
          layerName: `layer ${label}`,
          before,
          after,
          stays,
          goneLabel: isMerged ? 'Gone, or merged' : undefined,
        },
        look,
      ),
    [label, before, after, stays, isMerged],
  );
  const choose = (id: string) => {
    const { selection } = useView.getState();
    changeView({ selection: { ...selection, layers: [Number(id)] } });
  };
  return (
    <ChartCard
      title="Load afterwards"
      subtitle="Choices of experts that go, spread over the rest; of those that are merged, added up"
      explain={
        <Explain
          title="Load afterwards (assumed)"
          formula="qᵢ′ = qᵢ ⁄ Σ of those that stay; Σ over members of a group"
        >
          Choices of experts that are gone are supposed to go to the rest of their layer in proportion to what
          these have already, and those of merged experts to what they became. What a router really does takes
          a run to tell.
        </Explain>
      }
      controls={
        routing.layers.length > 1 && (
          <Select
            label="Layer"
            isLabelHidden
            size="small"
            value={String(layer)}
            onChange={choose}
            options={routing.layers.map((one) => ({
              value: String(one.layer),
              label: `Layer ${basis.grid.rowLabels[basis.grid.layers.indexOf(one.layer)] ?? one.layer}`,
            }))}
          />
        )
      }
      fileName={`load-after-layer-${layer}`}
      height={260}
      draw={draw}
      table={() => ({
        columns: ['expert', 'share_before', 'share_after', 'stays'],
        rows: Array.from(before, (share, expert) => [
          expert,
          share,
          after[expert]!,
          stays[expert]! ? 'yes' : 'no',
        ]),
      })}
    >
      <p className={styles.words}>
        The busiest expert has {formatNumber(maxOverMean.before)} times the mean load before, and{' '}
        {formatNumber(maxOverMean.after)} times the mean of those that stay after.
      </p>
    </ChartCard>
  );
}

function fatesOfLayer(basis: PlanBasis, costs: PlanCosts, layer: number): readonly ExpertFate[] {
  const width = basis.grid.columns.length;
  const first = basis.grid.layers.indexOf(layer) * width;
  return expertFates(basis, costs).slice(first, first + width);
}
