import { formatBytes, formatPercent } from '../core/quantity.ts';
import { changeView, removeCurve, useView } from '../state/view.ts';
import { queryClient } from '../state/services.ts';
import { exactQuery } from '../state/summaries.ts';
import { scopeParts } from '../state/curves.ts';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { liveLook } from '../ui/look/chart-look.ts';
import styles from './CurveLegend.module.css';
import type { DrawnCurve } from './use-drawn-curves.ts';

/** The curves on the chart: a click makes one the curve that is read, a cross takes it away. */
export function CurveLegend({ curves }: { readonly curves: readonly (DrawnCurve | null)[] }) {
  const active = useView((view) => view.active);
  const choices = curves.map((drawn) => drawn?.choice ?? null);
  return (
    <ul className={styles.legend} aria-label="Curves">
      {curves.map((drawn) =>
        drawn === null ? null : (
          <li key={drawn.slot}>
            <Chip
              label={drawn.label}
              colour={liveLook.series[drawn.slot]}
              note={noteOf(drawn)}
              isSelected={drawn.slot === active}
              onSelect={() => changeView({ active: drawn.slot })}
              onRemove={() => removeCurve(choices, drawn.slot)}
            />
          </li>
        ),
      )}
    </ul>
  );
}

/** How sure a curve is, in a word or two. */
function noteOf({ known, curve }: DrawnCurve): string | undefined {
  if (known === null || curve === null) return 'not read yet';
  if (known.basis === 'estimate') return 'estimate';
  if (curve.errorBound < 5e-5) return undefined;
  return `± ${formatPercent(curve.errorBound, 2)}`;
}

/** Offers to read a large selection at full resolution; smaller ones are read without asking. */
export function ExactOffer({ drawn }: { readonly drawn: DrawnCurve }) {
  if (drawn.exactBytes === null || drawn.curve === null) return null;
  const { source } = drawn.analysis;
  const read = () => {
    const parts = scopeParts(drawn.choice.scope, source.catalogue);
    void queryClient.query(exactQuery(source, drawn.choice.scope, parts));
  };
  return (
    <p className={styles.offer}>
      Shares of mass of “{drawn.label}” are within {formatPercent(drawn.curve.errorBound, 2)} of the truth.
      <Button size="small" isBusy={drawn.isReadingExactly} onClick={read}>
        Read {formatBytes(drawn.exactBytes)} for the exact curve
      </Button>
    </p>
  );
}
