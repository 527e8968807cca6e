import { formatCount, formatNumber, formatPercent } from '../../core/quantity.ts';
import { idleExperts, tokensToSettle } from '../../core/routing/statistics/idle-experts.ts';
import { tokenCount } from '../../core/routing/statistics/routing-counts.ts';
import type { LayerReading } from '../../core/trace/reading.ts';
import { Card } from '../../ui/Card.tsx';
import { FigureRow, FigureTable } from '../FigureTable.tsx';
import styles from './IdleCard.module.css';
import type { UsageProps } from './usage.ts';
import { UsageExplain } from './UsageExplain.tsx';

/** Longer lists tell no more than their beginning. */
const MOST_ROWS = 12;

/** Experts that hardly a token chooses, how sure that is, and how much more would have to be read to know. */
export function IdleCard({ usage }: UsageProps) {
  const { layer, layerName, reading } = usage;
  const tokens = tokenCount(layer.counts);
  const idle = idleExperts(layer.counts);
  const dead = idle.filter(({ choices }) => choices === 0).length;
  return (
    <Card
      title="Dead and nearly dead experts"
      subtitle={`Of ${layerName}: ${formatCount(dead)} never chosen, ${formatCount(idle.length - dead)} in less than a tenth of an even share`}
      explain={<UsageExplain of="idle" />}
      footer={acrossLayers(reading.layers)}
    >
      {idle.length > 0 && (
        <FigureTable head={['Expert', 'Choices', 'Chance at most', 'Sure']}>
          {idle.slice(0, MOST_ROWS).map(({ expert, choices, chanceAtMost, isSure }) => (
            <FigureRow
              key={expert}
              label={`Expert ${expert}`}
              figures={[
                formatCount(choices),
                tokens === 0 ? '–' : chanceText(chanceAtMost),
                tokens === 0 ? 'tokens unknown' : isSure ? 'yes' : 'too few tokens',
              ]}
            />
          ))}
        </FigureTable>
      )}
      {idle.length > MOST_ROWS && (
        <p className={styles.more}>and {formatCount(idle.length - MOST_ROWS)} more</p>
      )}
      <SettleTable layer={layer} tokens={tokens} />
    </Card>
  );
}

/** What a plan that keeps the most used experts would still have to find out. */
function SettleTable({ layer, tokens }: { readonly layer: LayerReading; readonly tokens: number }) {
  if (tokens === 0 || layer.experts < 4) return null;
  const keeps = [0.75, 0.5, 0.25].map((part) => Math.round(part * layer.experts));
  return (
    <div className={styles.settle}>
      <FigureTable head={['To be sure which are the most used', 'more tokens']}>
        {keeps.map((keep) => (
          <FigureRow
            key={keep}
            label={`${formatCount(keep)} of ${formatCount(layer.experts)}`}
            figures={[moreText(tokensToSettle(layer.counts, keep), tokens)]}
          />
        ))}
      </FigureTable>
    </div>
  );
}

function moreText(inAll: number, tokens: number): string {
  if (!Number.isFinite(inAll)) return 'two are equal';
  return inAll <= tokens ? 'none' : formatCount(inAll - tokens);
}

function chanceText(chance: number): string {
  return chance < 0.001 ? `${formatNumber(100 * chance, 2)} %` : formatPercent(chance, 2);
}

function acrossLayers(layers: readonly LayerReading[]): string {
  const dead = layers.map(({ counts }) => counts.choices.filter((n) => n === 0).length);
  const total = dead.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 'In all layers every expert is chosen at least once.';
  const experts = layers.reduce((sum, layer) => sum + layer.experts, 0);
  const having = dead.filter((count) => count > 0).length;
  return `In all layers ${formatCount(total)} of ${formatCount(experts)} experts are never chosen, in ${formatCount(having)} of ${formatCount(layers.length)} layers.`;
}
