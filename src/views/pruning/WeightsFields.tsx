import { useMemo } from 'react';
import type { PlanBasis } from '../../core/pruning/plan-basis.ts';
import type { PlanCosts, WeightCut } from '../../core/pruning/plan-costs.ts';
import type { WeightsAction, WeightsAmount } from '../../core/pruning/plan.ts';
import { shareText } from '../../core/pruning/figure-words.ts';
import { formatNumber } from '../../core/quantity.ts';
import { changeAction } from '../../state/plans.ts';
import { Explain } from '../../ui/Explain.tsx';
import { FieldGroup } from '../../ui/Field.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import { Select } from '../../ui/Select.tsx';
import { Slider } from '../../ui/Slider.tsx';
import type { ActionFieldsProps } from './actions/action-view.ts';
import { ShareField } from './AmountField.tsx';
import lineStyles from './AmountField.module.css';
import { ScopeFields } from './ScopeFields.tsx';
import { amountWords, perWords, type AmountKind, type WeightsPer } from './plan-words.ts';
import { isByRow, PatternField, ScoreField, sensible } from './RowFields.tsx';
import { thresholdScale } from './threshold-scale.ts';
import styles from './WeightsFields.module.css';

/** The knobs of an action on weights. */
export function WeightsFields({ action, index, basis, costs }: ActionFieldsProps<WeightsAction>) {
  const { amount, per, scope } = action;
  const cut = costs.cuts.find((known) => known.action === index);
  const change = (next: WeightsAction, knob: string | null = null) =>
    changeAction(index, sensible(next), knob);
  const changeKind = (kind: AmountKind) =>
    change({ ...action, amount: amountAs(kind, action, costs, index) });
  return (
    <div className={styles.fields}>
      <SegmentedControl
        label="Keep by"
        size="small"
        value={amount.kind}
        onChange={changeKind}
        segments={(['keep', 'mass', 'energy', 'threshold', 'pattern'] as const).map((kind) => ({
          value: kind,
          label: amountWords[kind],
        }))}
        explain={amountExplain}
      />
      {amount.kind === 'threshold' && (
        <ThresholdField
          basis={basis}
          value={amount.magnitude}
          onChange={(magnitude) => change({ ...action, amount: { kind: 'threshold', magnitude } }, 'amount')}
        />
      )}
      {(amount.kind === 'keep' || amount.kind === 'mass' || amount.kind === 'energy') && (
        <ShareField
          label={shareLabels[amount.kind]}
          value={amount.fraction}
          onChange={(fraction) => change({ ...action, amount: { ...amount, fraction } }, 'amount')}
        />
      )}
      {amount.kind === 'pattern' && (
        <PatternField value={amount} onChange={(pattern) => change({ ...action, amount: pattern })} />
      )}
      {cut !== undefined && (
        <p className={styles.words}>
          {cutText(cut)} {shareText(cut.kept)} of the weights in its scope stay.
        </p>
      )}
      {amount.kind !== 'threshold' && amount.kind !== 'pattern' && (
        <Select
          label="Compared"
          size="small"
          value={per}
          onChange={(next) => change({ ...action, per: next })}
          options={persOf(basis, amount.kind).map((value) => ({ value, label: perWords[value] }))}
          explain={perExplain}
        />
      )}
      {isByRow(action) && (
        <ScoreField
          value={action.score ?? 'magnitude'}
          onChange={(score) => change(score === 'magnitude' ? withoutScore(action) : { ...action, score })}
        />
      )}
      <ScopeFields basis={basis} scope={scope} onChange={(next) => change({ ...action, scope: next })} />
    </div>
  );
}

/** What was cut, and what leads on to the share that stays. */
function cutText({ lowest, highest }: WeightCut): string {
  if (lowest === null || highest === null) return 'In the end';
  const to = lowest === highest ? '' : ` to ${formatNumber(highest)}`;
  return `Cut at |w| < ${formatNumber(lowest)}${to}; in the end`;
}

const shareLabels = { keep: 'Weights kept', mass: 'Mass kept', energy: 'Energy kept' } as const;

const amountExplain = (
  <Explain title="Keep by">
    A share of the weights; the fewest weights that hold a share of Σ|w| or of Σw²; or all from a magnitude
    on. It is always the smallest that become zeros. N:M keeps the largest few of every group side by side.
  </Explain>
);

const perExplain = (
  <Explain title="Compared">
    What shares one threshold. All together spares large weights wherever they are and can empty a layer of
    small ones; each for itself takes the same share everywhere. In units of the root mean square, matrices of
    different scale compare. A neuron is a row of weights, those of one output.
  </Explain>
);

/** In a dense model a cell is one projection’s matrices. */
function persOf({ grid }: PlanBasis, kind: AmountKind): readonly WeightsPer[] {
  return [
    'all',
    'rms',
    'layer',
    ...(grid.kind === 'experts' ? (['expert'] as const) : []),
    'projection',
    ...(kind === 'keep' ? (['neuron'] as const) : []),
  ];
}

function withoutScore({ scope, per, amount }: WeightsAction): WeightsAction {
  return { kind: 'weights', scope, per, amount };
}

/** About as much by another measure, so that a change of the measure changes little else. */
function amountAs(
  kind: AmountKind,
  { amount }: WeightsAction,
  costs: PlanCosts,
  index: number,
): WeightsAmount {
  const cut = costs.cuts.find(({ action }) => action === index);
  if (kind === 'threshold') return { kind, magnitude: Number((cut?.lowest ?? 0).toPrecision(4)) };
  if (kind === 'pattern') return { kind, keep: 2, of: 4 };
  const { weights, mass, energy } = costs.kept;
  const now = { keep: cut?.kept ?? weights, mass, energy }[kind].value;
  const fraction = cut === undefined && 'fraction' in amount ? amount.fraction : now;
  return { kind, fraction: Number(fraction.toFixed(3)) };
}

interface ThresholdFieldProps {
  readonly basis: PlanBasis;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function ThresholdField({ basis, value, onChange }: ThresholdFieldProps) {
  const scale = useMemo(() => {
    const { maxAbs } = basis.input.summary.parts.totals;
    const largest = basis.grid.parts.reduce((most, part) => Math.max(most, maxAbs[part]!), 0) || 1;
    return thresholdScale(largest);
  }, [basis]);
  return (
    <FieldGroup label="Threshold">
      <div className={lineStyles.line}>
        <Slider
          label="Threshold"
          isLabelHidden
          scale={scale}
          value={value}
          onChange={onChange}
          format={(magnitude) => formatNumber(magnitude)}
        />
        <NumberField
          label="Threshold, as a number"
          isLabelHidden
          isRequired
          min={0}
          step={Number((scale.toValue(scale.positions) / 1000).toPrecision(1))}
          value={Number(value.toPrecision(6))}
          onChange={(magnitude) => magnitude !== null && onChange(magnitude)}
        />
      </div>
    </FieldGroup>
  );
}
