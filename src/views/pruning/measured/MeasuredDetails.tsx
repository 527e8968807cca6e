import type { LayerLoad, Measured } from '../../../core/pruning/measured.ts';
import type { PlanCosts } from '../../../core/pruning/plan-costs.ts';
import { formatNumber } from '../../../core/quantity.ts';
import type { MeasuredModel } from '../../../state/measuring.ts';
import { Disclosure } from '../../../ui/Disclosure.tsx';
import { FigureRow, FigureTable } from '../../FigureTable.tsx';
import styles from './MeasuredCard.module.css';
import { busiestOverMean, differenceText, shareOrDash } from './measures.ts';

export interface MeasuredDetailsProps {
  readonly model: MeasuredModel;
  readonly measured: Measured;
  readonly costs: PlanCosts;
}

/** Who pays: classes, and experts that take over from those that go. */
export function MeasuredDetails({ model, measured, costs }: MeasuredDetailsProps) {
  const { before, after } = measured;
  return (
    <div>
      <Disclosure summary="Accuracy by class" note={worstText(model, measured)}>
        <div className={styles.scroll} role="group" aria-label="Accuracy by class" tabIndex={0}>
          <FigureTable head={['Class', 'After', 'Before', 'Change']}>
            {model.classes.map((name, c) => (
              <FigureRow
                key={name}
                label={name}
                figures={[
                  shareOrDash(after.classAccuracy[c]),
                  shareOrDash(before.classAccuracy[c]),
                  differenceText(
                    (after.classAccuracy[c] ?? NaN) - (before.classAccuracy[c] ?? NaN),
                    'percent',
                  ),
                ]}
              />
            ))}
          </FigureTable>
        </div>
      </Disclosure>
      {after.load.map((load, i) => (
        <LoadDetails key={load.layer} load={load} before={before.load[i]} costs={costs} />
      ))}
    </div>
  );
}

/** The class that loses most. */
function worstText({ classes }: MeasuredModel, { before, after }: Measured): string | undefined {
  const changes = classes.map((_, c) => (after.classAccuracy[c] ?? NaN) - (before.classAccuracy[c] ?? NaN));
  const known = changes.filter(Number.isFinite);
  const least = Math.min(...known);
  if (known.length === 0 || least > -0.0005) return 'none loses';
  return `most: ${classes[changes.indexOf(least)]!}, ${differenceText(least, 'percent')}`;
}

interface LoadDetailsProps {
  readonly load: LayerLoad;
  readonly before: LayerLoad | undefined;
  readonly costs: PlanCosts;
}

/** Where tokens of experts that go really went, beside where they were supposed to go. */
function LoadDetails({ load: { layer, shares }, before, costs: { routing } }: LoadDetailsProps) {
  const predicted = routing?.layers.find((one) => one.layer === layer)?.after;
  return (
    <Disclosure
      summary="Load after re-routing"
      note={`busiest ${formatNumber(busiestOverMean(shares))} × the mean`}
    >
      <div className={styles.scroll} role="group" aria-label="Load after re-routing" tabIndex={0}>
        <FigureTable head={['Expert', 'Measured', 'Predicted', 'Before']}>
          {shares.map((share, expert) => (
            <FigureRow
              key={expert}
              label={String(expert)}
              figures={[
                shareOrDash(share),
                shareOrDash(predicted?.[expert]),
                shareOrDash(before?.shares[expert]),
              ]}
            />
          ))}
        </FigureTable>
      </div>
    </Disclosure>
  );
}
