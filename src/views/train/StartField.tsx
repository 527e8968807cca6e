import { weightGroups, type Recipe, type RecipeStart, type WeightGroup } from '../../core/recipe.ts';
import type { IntegerParameter } from '../../core/parameters.ts';
import type { TrainerOffer } from '../../state/training/offered-parts.ts';
import { useRuns } from '../../state/training/runs.ts';
import { changeView } from '../../state/view.ts';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { Explain } from '../../ui/Explain.tsx';
import { FieldGroup } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { ParameterField } from './ParameterField.tsx';
import styles from './PartField.module.css';
import { recipeName } from './recipe-words.ts';

const groupLabels: Readonly<Record<WeightGroup, string>> = {
  encoder: 'Encoder',
  gate: 'Gate',
  experts: 'Experts',
  shared: 'Shared experts',
  head: 'Head',
};

const epochsAlone = {
  type: 'integer',
  min: 1,
  max: 100,
  default: 1,
  scale: 'logarithmic',
  label: 'Epochs alone',
  explanation: 'How often each expert sees the samples of its own classes before all of them train together.',
} as const satisfies IntegerParameter;

const explanation =
  'Random weights, as most runs; experts that were trained first, each alone on its share of the classes; or the model of another run, which is trained again first: so experts are used again, added to, or go on with a second dataset.';

/** What a run begins with, and what of that is not trained any further. */
export function StartField({ offer, recipe }: { readonly offer: TrainerOffer; readonly recipe: Recipe }) {
  const records = useRuns((runs) => runs.records);
  const { start } = recipe;
  const change = (next: RecipeStart | undefined) => changeView({ recipe: withStart(recipe, next) });
  const others = records.filter((run) => run.recipe.start === undefined).slice(0, 30);
  const choose = (id: string) => {
    const run = others.find((other) => other.id === id);
    const frozen = start?.frozen ?? [];
    if (id === 'alone') change({ kind: 'experts-alone', epochs: epochsAlone.default, frozen });
    else if (run !== undefined) change({ kind: 'recipe', recipe: run.recipe, frozen });
    else if (id === 'random') change(undefined);
  };
  return (
    <Disclosure summary="Start" note={noteOf(offer, start)}>
      <div className={styles.part}>
        <Select
          label="Begin with"
          explain={<Explain title="Begin with">{explanation}</Explain>}
          value={start === undefined ? 'random' : start.kind === 'experts-alone' ? 'alone' : 'recipe'}
          onChange={choose}
          options={[
            { value: 'random', label: 'Random weights' },
            { value: 'alone', label: 'Experts trained alone' },
            ...(start === undefined || start.kind === 'experts-alone'
              ? []
              : [{ value: 'recipe', label: nameOfBefore(offer, start) }]),
            ...(others.length === 0
              ? []
              : [
                  {
                    label: 'The model of a run',
                    options: others.map(({ id, name }) => ({ value: id, label: name })),
                  },
                ]),
          ]}
        />
        {start?.kind === 'experts-alone' && (
          <ParameterField
            parameter={epochsAlone}
            value={start.epochs}
            onChange={(epochs) => change({ ...start, epochs: Number(epochs) })}
          />
        )}
        {start !== undefined && <FrozenField start={start} onChange={change} />}
      </div>
    </Disclosure>
  );
}

interface FrozenFieldProps {
  readonly start: RecipeStart;
  readonly onChange: (start: RecipeStart) => void;
}

function FrozenField({ start, onChange }: FrozenFieldProps) {
  const toggle = (group: WeightGroup, isFrozen: boolean) =>
    onChange({
      ...start,
      frozen: weightGroups.filter((known) => (known === group ? isFrozen : start.frozen.includes(known))),
    });
  return (
    <FieldGroup
      label="Frozen"
      explain={
        <Explain title="Frozen">
          Weights that stay as they are from then on. With frozen experts only the gate still learns: how to
          part the samples among them.
        </Explain>
      }
    >
      {weightGroups.map((group) => (
        <Checkbox
          key={group}
          label={groupLabels[group]}
          isChecked={start.frozen.includes(group)}
          onChange={(isFrozen) => toggle(group, isFrozen)}
        />
      ))}
    </FieldGroup>
  );
}

function withStart(recipe: Recipe, start: RecipeStart | undefined): Recipe {
  const changed: { -readonly [K in keyof Recipe]: Recipe[K] } = { ...recipe };
  if (start === undefined) delete changed.start;
  else changed.start = start;
  return changed;
}

function noteOf(offer: TrainerOffer, start: RecipeStart | undefined): string {
  if (start === undefined) return 'random weights';
  return start.kind === 'experts-alone' ? 'experts trained alone' : nameOfBefore(offer, start);
}

function nameOfBefore(offer: TrainerOffer, start: Exclude<RecipeStart, { kind: 'experts-alone' }>): string {
  const name = recipeName(offer, start.recipe);
  return start.kind === 'pruned' ? `${name}, pruned` : name;
}
