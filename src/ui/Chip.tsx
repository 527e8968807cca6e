import X from 'lucide-react/icons/x';
import styles from './Chip.module.css';
import { Swatch } from './Swatch.tsx';

export interface ChipProps {
  readonly label: string;
  /** A CSS colour, such as `liveLook.series[0]`; makes the chip an entry of a legend. */
  readonly colour?: string | undefined;
  /** A figure after the label. */
  readonly note?: string | undefined;
  /** A press on the chip itself, such as a focus on its curve. */
  readonly onSelect?: (() => void) | undefined;
  readonly isSelected?: boolean | undefined;
  readonly onRemove?: (() => void) | undefined;
}

/** One thing out of a collection that the person put together: a curve, a filter, an open file. */
export function Chip({ label, colour, note, onSelect, isSelected, onRemove }: ChipProps) {
  const face = (
    <>
      {colour !== undefined && <Swatch colour={colour} />}
      <span className={styles.label} title={label}>
        {label}
      </span>
      {note !== undefined && <span className={styles.note}>{note}</span>}
    </>
  );
  return (
    <span className={styles.chip} data-selected={isSelected}>
      {onSelect ? (
        <button type="button" aria-pressed={isSelected} className={styles.face} onClick={onSelect}>
          {face}
        </button>
      ) : (
        <span className={styles.face}>{face}</span>
      )}
      {onRemove && (
        <button type="button" aria-label={`Remove ${label}`} className={styles.remove} onClick={onRemove}>
          <X size={13} strokeWidth={2} aria-hidden />
        </button>
      )}
    </span>
  );
}
