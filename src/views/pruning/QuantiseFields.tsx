import { quantisedBits, quantisedGroups } from '../../core/pruning/matrix/quantise.ts';
import type { QuantiseAction } from '../../core/pruning/plan.ts';
import { changeAction } from '../../state/plans.ts';
import { Explain } from '../../ui/Explain.tsx';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import { Select } from '../../ui/Select.tsx';
import type { ActionFieldsProps } from './actions/action-view.ts';
import { ErrorWords } from './ErrorWords.tsx';
import styles from './WeightsFields.module.css';

/** The knobs of an action that stores weights in fewer bits. */
export function QuantiseFields({ action, index, basis, costs }: ActionFieldsProps<QuantiseAction>) {
  const change = (next: Partial<QuantiseAction>) => changeAction(index, { ...action, ...next }, null);
  const targets =
    basis.grid.kind === 'experts' ? (['experts', 'routers', 'rest'] as const) : (['rest'] as const);
  return (
    <div className={styles.fields}>
      <Select
        label="Weights of"
        size="small"
        value={action.of}
        onChange={(of) => change({ of })}
        options={targets.map((value) => ({ value, label: targetWords[value] }))}
        explain={targetExplain}
      />
      <SegmentedControl
        label="Bits"
        size="small"
        value={String(action.bits)}
        onChange={(text) => change({ bits: quantisedBits.find((bits) => String(bits) === text) ?? 8 })}
        segments={quantisedBits.map((bits) => ({ value: String(bits), label: `int${bits}` }))}
        explain={bitsExplain}
      />
      <Select
        label="One scale for"
        size="small"
        value={String(action.group)}
        onChange={(text) =>
          change({ group: quantisedGroups.find((group) => String(group) === text) ?? 'tensor' })
        }
        options={quantisedGroups.map((group) => ({ value: String(group), label: groupWords[group] }))}
        explain={groupExplain}
      />
      <ErrorWords costs={costs} index={index} role={action.of} />
    </div>
  );
}

const targetWords = { experts: 'Experts', routers: 'Routers', rest: 'Everything else' } as const;

const groupWords = {
  tensor: 'A matrix',
  channel: 'An output',
  128: '128 inputs',
  64: '64 inputs',
  32: '32 inputs',
} as const;

const targetExplain = (
  <Explain
    title="Weights of"
    reference={{
      text: 'Kim et al., Mixture of Quantized Experts, arXiv 2310.02410',
      href: 'https://arxiv.org/abs/2310.02410',
    }}
  >
    Experts hold most of the bytes and bear few bits better than attention and routers do, so each is planned
    for itself. Everything else is every other matrix; norms and biases stay as they are.
  </Explain>
);

const bitsExplain = (
  <Explain title="Bits" formula="s = max |w| ⁄ (2ᵇ⁻¹ − 1);  ŵ = s · round(w ⁄ s), halves to even">
    Symmetric round-to-nearest by the largest magnitude, without calibration: what methods that look at
    activations (GPTQ, AWQ) begin from. int2 has the codes −1, 0 and 1.
  </Explain>
);

const groupExplain = (
  <Explain title="One scale for">
    Weights that share a scale share the largest magnitude, so one outlier coarsens all of them. Small groups
    lose less and need more bytes of scales, two for each. For one scale a matrix the scan tells the error
    within a bound; others need the order of the weights.
  </Explain>
);
