import type { PlanBasis } from '../../core/pruning/plan-basis.ts';
import { criterionOf } from '../../core/pruning/criteria/index.ts';
import type { Criterion } from '../../core/pruning/criterion.ts';
import type { ExpertsAction } from '../../core/pruning/plan.ts';
import { formatCount } from '../../core/quantity.ts';
import { changeAction } from '../../state/plans.ts';
import { Explain } from '../../ui/Explain.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import { Select } from '../../ui/Select.tsx';
import { CountField, ShareField } from './AmountField.tsx';
import type { ActionFieldsProps } from './actions/action-view.ts';
import type { CriterionOffers } from './criterion-offers.ts';
import { LayersField } from './LayersField.tsx';
import { PickedField } from './PickedField.tsx';
import styles from './WeightsFields.module.css';

type AmountKind = ExpertsAction['amount']['kind'];

/** The knobs of an action on whole experts. */
export function ExpertsFields({ action, index, basis, offers }: ActionFieldsProps<ExpertsAction>) {
  const { amount } = action;
  const change = (next: ExpertsAction, knob: string | null = null) => changeAction(index, next, knob);
  const changeAmount = (next: ExpertsAction['amount'], knob: string | null = null) =>
    change({ ...action, amount: next }, knob);
  const most = Math.max(1, ...basis.experts);
  const least = Math.max(1, basis.topK ?? 1);
  return (
    <div className={styles.fields}>
      <SegmentedControl
        label="Keep"
        size="small"
        value={amount.kind}
        onChange={(kind) =>
          change({
            ...action,
            criterion: action.criterion === '' ? (offers.here[0]?.id ?? 'random') : action.criterion,
            amount: amountAs(kind, action, basis),
          })
        }
        segments={[
          { value: 'each-layer', label: 'Each layer' },
          { value: 'all-layers', label: 'All layers' },
          { value: 'picked', label: 'My picks' },
        ]}
        explain={amountExplain}
      />
      {amount.kind === 'picked' && (
        <PickedField
          removed={amount.removed}
          onChange={(removed) => changeAmount({ kind: 'picked', removed })}
        />
      )}
      {amount.kind === 'each-layer' && (
        <CountField
          label="Experts kept in each layer"
          min={Math.min(least, most)}
          max={most}
          value={amount.keep}
          onChange={(keep) => changeAmount({ kind: 'each-layer', keep }, 'keep')}
          format={(keep) => `${formatCount(keep)} of ${formatCount(most)}`}
        />
      )}
      {amount.kind === 'all-layers' && (
        <>
          <ShareField
            label="Experts kept"
            value={amount.keepFraction}
            onChange={(keepFraction) => changeAmount({ ...amount, keepFraction }, 'keep')}
          />
          <NumberField
            label="At least in each layer"
            unit="experts"
            isInteger
            isRequired
            min={1}
            max={most}
            value={amount.atLeast}
            onChange={(atLeast) => atLeast !== null && changeAmount({ ...amount, atLeast }, 'floor')}
          />
        </>
      )}
      <SegmentedControl
        label="In their place"
        size="small"
        value={action.becomes ?? 'nothing'}
        onChange={(becomes) => change({ ...action, becomes })}
        segments={[
          { value: 'nothing', label: 'Nothing' },
          { value: 'mean-output', label: 'Mean output' },
        ]}
        explain={becomesExplain}
      />
      {amount.kind !== 'picked' && (
        <>
          <CriterionField
            action={action}
            offers={offers}
            onChange={(criterion) => change({ ...action, criterion })}
            onSeed={(seed) => change({ ...action, seed }, 'seed')}
          />
          <LayersField value={action.layers} onChange={(layers) => change({ ...action, layers })} />
        </>
      )}
    </div>
  );
}

const amountExplain = (
  <Explain title="Keep">
    The same number in each layer; a budget over all layers, which goes to the highest scores wherever they
    are, with a floor for each layer; or all but the experts that you name. Layers of different size need a
    config that can say so.
  </Explain>
);

const becomesExplain = (
  <Explain
    title="In their place"
    formula="fᵢ(x) = mean of fᵢ over the tokens that chose i"
    reference={{ text: 'Zhang et al., MoNE, arXiv 2507.00390', href: 'https://arxiv.org/abs/2507.00390' }}
  >
    Nothing: the expert’s row of the router goes with it, and its tokens go elsewhere. Mean output (a novice):
    its weights go, but the router still chooses it, and it says the same to every token. Models lose least
    where such experts are seldom chosen and say nearly the same anyway.
  </Explain>
);

/** About as many by another budget. */
function amountAs(kind: AmountKind, { amount }: ExpertsAction, basis: PlanBasis): ExpertsAction['amount'] {
  if (kind === 'picked') return { kind, removed: [] };
  const most = Math.max(1, ...basis.experts);
  const least = Math.max(1, basis.topK ?? 1);
  const share =
    amount.kind === 'each-layer'
      ? amount.keep / most
      : amount.kind === 'all-layers'
        ? amount.keepFraction
        : 0.75;
  if (kind === 'each-layer') return { kind, keep: Math.max(least, Math.round(share * most)) };
  return { kind, keepFraction: Number(share.toFixed(3)), atLeast: least };
}

interface CriterionFieldProps {
  readonly action: ExpertsAction;
  readonly offers: CriterionOffers;
  readonly onChange: (id: string) => void;
  readonly onSeed: (seed: number) => void;
}

function CriterionField({ action, offers, onChange, onSeed }: CriterionFieldProps) {
  const criterion = criterionOf(action.criterion);
  const isOffered = [...offers.here, ...offers.lacking].some(({ id }) => id === action.criterion);
  const option = ({ id, name }: Criterion) => ({ value: id, label: name });
  return (
    <>
      <Select
        label="Lowest first by"
        size="small"
        value={action.criterion}
        onChange={onChange}
        explain={criterion !== null && <CriterionExplain criterion={criterion} />}
        options={[
          ...(isOffered ? [] : [{ value: action.criterion, label: criterion?.name ?? action.criterion }]),
          { label: 'Can be told here', options: offers.here.map(option) },
          ...(offers.lacking.length === 0
            ? []
            : [{ label: 'Needs something that is not open', options: offers.lacking.map(option) }]),
        ]}
      />
      {action.criterion === 'random' && (
        <NumberField
          label="Seed"
          isInteger
          isRequired
          min={0}
          max={999_999}
          value={action.seed}
          onChange={(seed) => seed !== null && onSeed(seed)}
        />
      )}
    </>
  );
}

export function CriterionExplain({ criterion }: { readonly criterion: Criterion }) {
  const { name, formula, explanation, reference, source } = criterion;
  return (
    <Explain title={name} formula={formula} reference={reference}>
      {explanation} What it takes: {lowerFirst(source)}
    </Explain>
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
