import { formatCount } from '../../core/quantity.ts';
import type { ExpertId } from '../../core/trace/selection.ts';
import { useView } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Chip } from '../../ui/Chip.tsx';
import styles from './PickedField.module.css';

export interface PickedFieldProps {
  readonly removed: readonly ExpertId[];
  readonly onChange: (removed: readonly ExpertId[]) => void;
}

/** Beyond these their number is enough. */
const MOST_CHIPS = 12;

/** Experts that a person named, one chip each. */
export function PickedField({ removed, onChange }: PickedFieldProps) {
  const { experts } = useView((view) => view.selection);
  const rest = removed.length - MOST_CHIPS;
  return (
    <div className={styles.picks}>
      {removed.length === 0 && (
        <p className={styles.hint}>
          None yet. Pick experts on the matrix, here or in the panel of usage, and take them over.
        </p>
      )}
      {removed.slice(0, MOST_CHIPS).map(({ layer, expert }) => (
        <Chip
          key={`${layer}.${expert}`}
          label={`Layer ${layer} · ${expert}`}
          onRemove={() =>
            onChange(removed.filter((known) => known.layer !== layer || known.expert !== expert))
          }
        />
      ))}
      {rest > 0 && <span className={styles.hint}>and {formatCount(rest)} more</span>}
      {experts.length > 0 && (
        <Button size="small" onClick={() => onChange(experts)}>
          Take over {formatCount(experts.length)} picked
        </Button>
      )}
    </div>
  );
}
