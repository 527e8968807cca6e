import { formatCount, formatNumber } from '../../core/quantity.ts';
import type { ExpertPair, StrongestPairs } from '../../core/usage/pair-analysis.ts';
import { FigureRow, FigureTable } from '../FigureTable.tsx';
import { formatLift } from './lift-format.ts';
import styles from './PairTables.module.css';

/** The pairs farthest from chance, on both sides. */
export function PairTables({ strongest }: { readonly strongest: StrongestPairs }) {
  return (
    <div className={styles.tables}>
      <PairTable title="Attract most" pairs={strongest.attract} />
      <PairTable title="Repel most" pairs={strongest.repel} />
    </div>
  );
}

const MOST_ROWS = 8;

function PairTable({ title, pairs }: { readonly title: string; readonly pairs: readonly ExpertPair[] }) {
  if (pairs.length === 0) return null;
  return (
    <FigureTable head={[title, 'Lift', 'Together', 'By chance', 'Residual']}>
      {pairs.slice(0, MOST_ROWS).map(({ a, b, together, expected, lift, residual }) => (
        <FigureRow
          key={`${a} ${b}`}
          label={`${a} and ${b}`}
          figures={[
            formatLift(lift),
            formatCount(together),
            expected < 100 ? formatNumber(expected) : formatCount(expected),
            formatNumber(residual),
          ]}
        />
      ))}
    </FigureTable>
  );
}
