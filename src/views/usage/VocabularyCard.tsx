import { formatCount, formatPercent } from '../../core/quantity.ts';
import { topIndices } from '../../core/routing/ranking.ts';
import type { VocabularyReading } from '../../core/trace/reading.ts';
import { Card } from '../../ui/Card.tsx';
import { Stat, StatList } from '../../ui/Stat.tsx';
import { FigureRow, FigureTable } from '../FigureTable.tsx';
import styles from './VocabularyCard.module.css';
import type { UsageProps } from './usage.ts';
import { UsageExplain } from './UsageExplain.tsx';

const MOST_EXPERTS = 6;
const MOST_IDS = 4;

/** Which ids of the vocabulary go to one expert, against ids that mean nothing. */
export function VocabularyCard({ usage }: UsageProps) {
  const { layer, layerName } = usage;
  const { vocabulary } = layer;
  if (vocabulary === null) return null;
  const { mean, meanByChance, ids, tokens, byExpert, isSample } = vocabulary;
  return (
    <Card
      title="Vocabulary"
      subtitle={`How exclusively token ids go to one expert of ${layerName}`}
      explain={<UsageExplain of="vocabulary" />}
    >
      <StatList>
        <Stat
          label="Mean share"
          value={percentOr(mean)}
          note={`${percentOr(meanByChance)} with ids shuffled`}
        />
        <Stat
          label="Token ids"
          value={formatCount(ids)}
          note={`of ${formatCount(tokens)} tokens${isSample ? ', a sample of all ids' : ''}`}
        />
      </StatList>
      <div className={styles.table}>
        <FigureTable head={['Most special', 'Here', 'By chance']}>
          {topIndices(byExpert, MOST_EXPERTS).map((expert) => (
            <FigureRow
              key={expert}
              label={`Expert ${expert}`}
              note={favouritesOf(vocabulary, expert)}
              figures={[percentOr(byExpert[expert]!), percentOr(vocabulary.byExpertByChance[expert]!)]}
            />
          ))}
        </FigureTable>
      </div>
    </Card>
  );
}

function favouritesOf({ favourites }: VocabularyReading, expert: number): string {
  const known = favourites[expert] ?? [];
  if (known.length === 0) return 'no id is its own';
  return `ids ${known
    .slice(0, MOST_IDS)
    .map(({ tokenId, share }) => `${tokenId} (${formatPercent(share, 0)})`)
    .join(', ')}`;
}

function percentOr(share: number): string {
  return Number.isNaN(share) ? '–' : formatPercent(share);
}
