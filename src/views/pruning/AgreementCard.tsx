import { useMemo, useState } from 'react';
import { agreementOf } from '../../core/pruning/agreement.ts';
import type { Criterion } from '../../core/pruning/criterion.ts';
import type { PlanBasis } from '../../core/pruning/plan-basis.ts';
import type { ExpertsAction } from '../../core/pruning/plan.ts';
import { formatPercent } from '../../core/quantity.ts';
import { Card } from '../../ui/Card.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { Explain } from '../../ui/Explain.tsx';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import styles from './AgreementCard.module.css';
import { CriterionExplain } from './ExpertsFields.tsx';

export interface AgreementCardProps {
  readonly basis: PlanBasis;
  /** The action whose criterion is exchanged for each of the others. */
  readonly action: ExpertsAction;
  readonly criteria: readonly Criterion[];
}

/** Whether it matters which criterion is chosen. Worked out while it is open: hundreds of rank correlations take a while. */
export function AgreementCard({ basis, action, criteria }: AgreementCardProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Card
      title="Agreement of criteria"
      subtitle="Whether another criterion would remove other experts"
      explain={
        <Explain title="Agreement of criteria" formula="ρ: mean over layers of Spearman’s rank correlation">
          Order compares how two criteria rank the experts of a layer, from −1 to 1. Removed is the share of
          the experts which the row’s criterion takes that the column’s takes too, at the plan’s budget.
        </Explain>
      }
    >
      <Disclosure summary={`Compare ${criteria.length} criteria`} isOpen={isOpen} onToggle={setIsOpen}>
        {isOpen && <AgreementTable basis={basis} action={action} criteria={criteria} />}
      </Disclosure>
    </Card>
  );
}

function AgreementTable({ basis, action, criteria }: AgreementCardProps) {
  const [what, setWhat] = useState<'order' | 'removed'>('order');
  const agreement = useMemo(() => agreementOf(basis, { criteria, action }), [basis, criteria, action]);
  const { correlation, overlap, overlapByChance } = agreement;
  const { values, columns } = what === 'order' ? correlation : overlap;
  const textOf = (value: number) =>
    Number.isNaN(value)
      ? '–'
      : what === 'order'
        ? value.toFixed(2).replace('-', '−')
        : formatPercent(value, 0);
  return (
    <div className={styles.body}>
      <SegmentedControl
        label="Compared"
        isLabelHidden
        size="small"
        value={what}
        onChange={setWhat}
        segments={[
          { value: 'order', label: 'Order, ρ' },
          { value: 'removed', label: 'Removed' },
        ]}
      />
      <div className={styles.scroll} role="group" aria-label="Agreement of criteria" tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              <td />
              {agreement.criteria.map(({ id, name }, i) => (
                <th key={id} scope="col" title={name} aria-label={name}>
                  {i + 1}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {agreement.criteria.map((criterion, row) => (
              <tr key={criterion.id}>
                <th scope="row">
                  <span className={styles.name}>
                    <span className={styles.number}>{row + 1}</span> {criterion.name}{' '}
                    <CriterionExplain criterion={criterion} />
                  </span>
                </th>
                {agreement.criteria.map(({ id }, column) => {
                  const value = values[row * columns + column]!;
                  return (
                    <td key={id} style={{ background: shade(value) }}>
                      {textOf(value)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {what === 'removed' && (
        <p className={styles.words}>By lot {formatPercent(overlapByChance, 0)} would be shared.</p>
      )}
    </div>
  );
}

/** The nearer to 1 the fuller, and light enough to read on. */
function shade(value: number): string {
  const strength = Number.isNaN(value) ? 0 : Math.round(28 * Math.max(0, value));
  return `color-mix(in srgb, var(--accent) ${strength}%, transparent)`;
}
