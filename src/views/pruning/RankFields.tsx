import type { RankAction } from '../../core/pruning/plan.ts';
import { formatCount } from '../../core/quantity.ts';
import { changeAction } from '../../state/plans.ts';
import { Explain } from '../../ui/Explain.tsx';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import type { ActionFieldsProps } from './actions/action-view.ts';
import { ShareField } from './AmountField.tsx';
import { ScopeFields } from './ScopeFields.tsx';
import styles from './WeightsFields.module.css';

/** The knobs of an action that makes thin factors of matrices. */
export function RankFields({ action, index, basis, costs }: ActionFieldsProps<RankAction>) {
  const { amount, scope } = action;
  const cut = costs.ranks.find((known) => known.action === index);
  const change = (next: RankAction, knob: string | null = null) => changeAction(index, next, knob);
  return (
    <div className={styles.fields}>
      <SegmentedControl
        label="Keep by"
        size="small"
        value={amount.kind}
        onChange={(kind) => change({ ...action, amount: { ...amount, kind } })}
        segments={[
          { value: 'fraction', label: 'Rank' },
          { value: 'energy', label: 'Energy' },
        ]}
        explain={amountExplain}
      />
      <ShareField
        label={amount.kind === 'fraction' ? 'Ranks kept' : 'Energy kept'}
        value={amount.fraction}
        onChange={(fraction) => change({ ...action, amount: { ...amount, fraction } }, 'amount')}
      />
      {cut !== undefined && cut.matrices > 0 && (
        <p className={styles.words}>
          {cut.lowest === cut.highest
            ? `Rank ${formatCount(cut.lowest)}`
            : `Ranks ${formatCount(cut.lowest)} to ${formatCount(cut.highest)}`}
          {` in ${formatCount(cut.matrices)} ${cut.matrices === 1 ? 'matrix' : 'matrices'}.`}
        </p>
      )}
      <ScopeFields basis={basis} scope={scope} onChange={(next) => change({ ...action, scope: next })} />
    </div>
  );
}

const amountExplain = (
  <Explain title="Lower ranks" formula="W ≈ U S Vᵀ, the r largest of S; Σ (w − ŵ)² = Σ s² of the others">
    Each matrix becomes a product of two thin ones, the closest of its rank (Eckart and Young). Two factors
    need r · (rows + columns) numbers, so a rank only saves anything below rows · columns ⁄ (rows + columns):
    a quarter of the singular values of a square matrix halve it. Trained experts rarely have low ranks; the
    figures show how far from it they are.
  </Explain>
);
