import type { TopKAction } from '../../core/pruning/plan.ts';
import { formatCount } from '../../core/quantity.ts';
import { changeAction } from '../../state/plans.ts';
import { Explain } from '../../ui/Explain.tsx';
import type { ActionFieldsProps } from './actions/action-view.ts';
import { CountField } from './AmountField.tsx';
import styles from './WeightsFields.module.css';

/** The knob of an action that lets tokens choose fewer experts. */
export function TopKFields({ action, index, basis }: ActionFieldsProps<TopKAction>) {
  const most = basis.topK ?? action.k;
  return (
    <div className={styles.fields}>
      <CountField
        label="Experts a token"
        min={1}
        max={most}
        value={action.k}
        onChange={(k) => changeAction(index, { ...action, k }, 'k')}
        format={(k) => `${formatCount(k)} of ${formatCount(most)}`}
        explain={
          <Explain
            title="Experts a token"
            reference={{
              text: 'Muzio et al., SEER-MoE, arXiv 2404.05089',
              href: 'https://arxiv.org/abs/2404.05089',
            }}
          >
            Nothing of the weights goes, and each token meets fewer of them. Models lose less of their answers
            where they are trained on with the lower number, with an entropy penalty on the router that makes
            its first choices surer.
          </Explain>
        }
      />
    </div>
  );
}
