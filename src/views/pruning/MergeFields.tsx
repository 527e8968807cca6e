import { mergeMethodOf, mergeMethods } from '../../core/pruning/merging/methods.ts';
import type { MergeAction } from '../../core/pruning/plan.ts';
import { formatCount } from '../../core/quantity.ts';
import { changeAction } from '../../state/plans.ts';
import { Explain } from '../../ui/Explain.tsx';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import { Select } from '../../ui/Select.tsx';
import { Switch } from '../../ui/Switch.tsx';
import type { ActionFieldsProps } from './actions/action-view.ts';
import { CountField } from './AmountField.tsx';
import { LayersField } from './LayersField.tsx';
import { MergedGroups } from './MergedGroups.tsx';
import styles from './WeightsFields.module.css';

/** The knobs of an action that makes one expert of several. */
export function MergeFields({ action, index, basis, costs }: ActionFieldsProps<MergeAction>) {
  const change = (next: MergeAction, knob: string | null = null) => changeAction(index, next, knob);
  const method = mergeMethodOf(action.method);
  const most = Math.max(1, ...basis.experts);
  const least = method.router === 'merged' ? Math.max(1, basis.topK ?? 1) : 1;
  return (
    <div className={styles.fields}>
      <CountField
        label="Groups in each layer"
        min={Math.min(least, most)}
        max={most}
        value={action.keep}
        onChange={(keep) => change({ ...action, keep }, 'keep')}
        format={(keep) => `${formatCount(keep)} of ${formatCount(most)}`}
      />
      <Select
        label="Grouped by"
        size="small"
        value={action.method}
        onChange={(id) => change({ ...action, method: id })}
        options={mergeMethods.map(({ id, name }) => ({ value: id, label: name }))}
        explain={
          <Explain title={method.name} formula={method.formula} reference={method.reference}>
            {method.explanation}
          </Explain>
        }
      />
      <SegmentedControl
        label="Members weigh"
        size="small"
        value={action.weighing ?? method.weighing}
        onChange={(weighing) => change({ ...action, weighing })}
        segments={[
          { value: 'usage', label: 'By choices' },
          { value: 'equal', label: 'Alike' },
        ]}
        explain={
          <Explain title="Members weigh" formula="αᵢ = nᵢ ⁄ Σ n, or 1 ⁄ members">
            By choices, a merged expert is mostly the member that tokens chose most, as the trace counts them.
          </Explain>
        }
      />
      <Switch
        label="Align hidden units"
        isOn={action.isAligned}
        onChange={(isAligned) => change({ ...action, isAligned })}
        explain={alignExplain}
      />
      <LayersField value={action.layers} onChange={(layers) => change({ ...action, layers })} />
      <MergedGroups basis={basis} merged={costs.merged} />
    </div>
  );
}

const alignExplain = (
  <Explain
    title="Align hidden units"
    formula="min ‖W_i − P W_j‖ over permutations P"
    reference={{
      text: 'Ainsworth et al., Git Re-Basin, arXiv 2209.04836',
      href: 'https://arxiv.org/abs/2209.04836',
    }}
  >
    An expert says the same in whatever order its hidden units are, so the mean of two of them makes little
    sense before like units stand side by side. Each member’s are put in the order of the dominant one’s: the
    best order of up to 512 units, a greedy one of more. What is predicted here is the same either way; what
    the model says is not.
  </Explain>
);
