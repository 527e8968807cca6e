import type { AgainstChance, RoutingCosts } from '../../core/pruning/plan-costs.ts';
import { formatNumber, formatPercent } from '../../core/quantity.ts';
import { Card } from '../../ui/Card.tsx';
import { Explain } from '../../ui/Explain.tsx';
import { FigureRow, FigureTable } from '../FigureTable.tsx';

/** What of the trace’s traffic falls on experts that stay, beside what lots would keep. */
export function RoutedCard({ routing: { routed, reap } }: { readonly routing: RoutingCosts }) {
  return (
    <Card
      title="Traffic kept"
      subtitle="By the open trace, beside removing as many experts by lot"
      explain={
        <Explain
          title="Traffic kept"
          formula="mean K ⁄ E of all; variance K σ² (E − K) ⁄ (E − 1) a layer"
          reference={{ text: 'Cochran, Sampling Techniques, 2.5' }}
        >
          Counted from the trace, so exact for its tokens and no others. Lots are not drawn: their mean and
          deviation over all draws are worked out.
        </Explain>
      }
    >
      <FigureTable head={['Share', 'Kept', 'By lot', 'Apart']}>
        <ShareRow name="Choices" share={routed}>
          Share of all choices of the trace’s tokens that fall on experts which stay.
        </ShareRow>
        {reap === null ? (
          <FigureRow
            label="REAP’s sum"
            note="The trace tells no norms of outputs"
            figures={['–', '–', '–']}
          />
        ) : (
          <ShareRow name="REAP’s sum" share={reap}>
            Share of Σ g‖f(x)‖: the gate’s weight times the norm of the expert’s output, which REAP takes the
            mean of.
          </ShareRow>
        )}
      </FigureTable>
    </Card>
  );
}

interface ShareRowProps {
  readonly name: string;
  readonly share: AgainstChance;
  readonly children: string;
}

function ShareRow({ name, share, children }: ShareRowProps) {
  const { kept, byChance, deviation } = share;
  return (
    <FigureRow
      label={name}
      explain={<Explain title={name}>{children}</Explain>}
      figures={[
        formatPercent(kept),
        deviation > 0
          ? `${formatPercent(byChance)} ± ${formatNumber(100 * deviation, 2)}`
          : formatPercent(byChance),
        deviation > 0 ? apart((kept - byChance) / deviation) : '–',
      ]}
    />
  );
}

/** In standard deviations of the lots. */
function apart(deviations: number): string {
  return `${deviations < 0 ? '−' : '+'}${formatNumber(Math.abs(deviations), 2)} σ`;
}
