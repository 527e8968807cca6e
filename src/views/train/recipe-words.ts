/** Names for what a recipe says, from what the trainer declares. */
import type { Parameter, ParameterValue } from '../../core/parameters.ts';
import { placeOf, type PartName, type RecipePath } from '../../core/recipe-path.ts';
import type { PartChoice, Recipe } from '../../core/recipe.ts';
import { runParameters } from '../../core/run-parameters.ts';
import type { DatasetOffer, PartOffer, TrainerOffer } from '../../state/training/offered-parts.ts';

/** A place in a recipe for one part. */
export interface PartSlot {
  readonly label: string;
  readonly explanation: string;
  readonly parts: (offer: TrainerOffer) => readonly PartOffer[];
}

export const partSlots: Readonly<Record<PartName, PartSlot>> = {
  dataset: {
    label: 'Dataset',
    explanation: 'The samples and labels that are learnt from, and those that are held back to test on.',
    parts: ({ datasets }) => datasets.map(datasetPart),
  },
  encoder: {
    label: 'Encoder',
    explanation:
      'What a sample is turned into before gate and experts see it: one vector, or several tokens.',
    parts: ({ encoders }) => encoders,
  },
  trunk: {
    label: 'Gate trunk',
    explanation:
      'What the gate makes of the features for itself, before it scores experts: it and the experts may see different things.',
    parts: ({ trunks }) => trunks,
  },
  placement: {
    label: 'Placement',
    explanation:
      'Where the experts stand in the network: as heads, in a hidden layer, or in a block over tokens.',
    parts: ({ placements }) => placements,
  },
  router: {
    label: 'Router',
    explanation: 'How it is decided which experts a sample goes to, and how much each of them counts.',
    parts: ({ routers }) => routers,
  },
  experts: {
    label: 'Experts',
    explanation: 'What each expert is, and how many there are.',
    parts: ({ experts }) => experts,
  },
  loss: {
    label: 'Loss',
    explanation: 'What is minimised. Some losses let experts cooperate, others make them compete.',
    parts: ({ losses }) => losses,
  },
  optimizer: {
    label: 'Optimiser',
    explanation: 'How gradients move the weights.',
    parts: ({ optimizers }) => optimizers,
  },
};

function datasetPart({ id, name, summary, parameters }: DatasetOffer): PartOffer {
  return { id, name, explanation: summary, papers: [], parameters };
}

export function partIn(
  offer: TrainerOffer,
  slot: PartName | 'regularizers',
  id: string,
): PartOffer | undefined {
  const parts = slot === 'regularizers' ? offer.regularizers : partSlots[slot].parts(offer);
  return parts.find((part) => part.id === id);
}

/** The recipe with every declared value written out, so that a default equals the same value chosen by hand. */
export function completed(offer: TrainerOffer, recipe: Recipe): Recipe {
  const whole = (slot: PartName | 'regularizers', choice: PartChoice): PartChoice => {
    const declared = Object.entries(partIn(offer, slot, choice.id)?.parameters ?? {});
    const defaults = Object.fromEntries(declared.map(([key, parameter]) => [key, parameter.default]));
    return { ...choice, values: { ...defaults, ...choice.values } };
  };
  return {
    ...recipe,
    dataset: whole('dataset', recipe.dataset),
    encoder: whole('encoder', recipe.encoder),
    trunk: whole('trunk', recipe.trunk),
    placement: whole('placement', recipe.placement),
    router: whole('router', recipe.router),
    experts: whole('experts', recipe.experts),
    loss: whole('loss', recipe.loss),
    optimizer: whole('optimizer', recipe.optimizer),
    regularizers: recipe.regularizers.map((term) => whole('regularizers', term)),
  };
}

/** Of the first part that declares it: parts that share a key mean the same by it. Undefined for parts themselves. */
export function parameterAt(offer: TrainerOffer, path: RecipePath): Parameter | undefined {
  const place = placeOf(path);
  if (place === null) return undefined;
  if (place.kind === 'setting') return runParameters[place.name];
  if (place.kind === 'regularizer') return partIn(offer, 'regularizers', place.id)?.parameters[place.key];
  const { key } = place;
  if (key === null) return undefined;
  const parts = partSlots[place.name].parts(offer);
  return parts.map(({ parameters }) => parameters[key]).find((parameter) => parameter !== undefined);
}

/** "Router", "Learning rate", "L1: Strength λ". */
export function pathLabel(offer: TrainerOffer, path: RecipePath): string {
  const place = placeOf(path);
  if (place === null) return path;
  const label = parameterAt(offer, path)?.label;
  if (place.kind === 'setting') return label ?? path;
  if (place.kind === 'regularizer') {
    const name = partIn(offer, 'regularizers', place.id)?.name ?? place.id;
    return `${name}: ${label ?? place.key}`;
  }
  const slot = partSlots[place.name].label;
  if (place.key === null) return place.name === 'experts' ? 'Kind of expert' : slot;
  const isPlain = place.name === 'router' || place.name === 'experts' || place.name === 'optimizer';
  return isPlain ? (label ?? place.key) : `${slot}: ${label ?? place.key}`;
}

/** A value in the words of the form. */
export function valueText(offer: TrainerOffer, path: RecipePath, value: ParameterValue | undefined): string {
  if (value === undefined) return '–';
  const place = placeOf(path);
  if (place?.kind === 'part' && place.key === null) {
    return partIn(offer, place.name, String(value))?.name ?? String(value);
  }
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number') return formatSetting(value);
  const parameter = parameterAt(offer, path);
  const choices = parameter?.type === 'choice' ? parameter.choices : [];
  return choices.find((choice) => choice.value === value)?.label ?? value;
}

/** The part with the numbers that it is known by: "8 × Hidden layer, 64", "Top-k, 2", "Adam, 0.001". */
export function partNote(offer: TrainerOffer, slot: PartName | 'regularizers', choice: PartChoice): string {
  const part = partIn(offer, slot, choice.id);
  if (part === undefined) return `${choice.id}?`;
  const shown = noted[slot].flatMap((key) => {
    const value = choice.values[key] ?? part.parameters[key]?.default;
    // a width of nothing is no layer
    return typeof value === 'number' && value !== 0 ? [formatSetting(value)] : [];
  });
  const { count } = choice.values;
  const many = slot === 'experts' ? (count ?? part.parameters.count?.default) : undefined;
  return `${typeof many === 'number' ? `${many} × ` : ''}${[part.name, ...shown].join(', ')}`;
}

/** Settings that are worth a place in a folded line. */
const noted: Readonly<Record<PartName | 'regularizers', readonly string[]>> = {
  dataset: [],
  encoder: ['width'],
  trunk: ['width'],
  placement: [],
  router: ['k'],
  experts: ['hidden'],
  loss: [],
  optimizer: ['rate'],
  regularizers: ['strength'],
};

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** 128, 0.001, 3 · 10⁻⁵: as short as it can be without loss that matters. */
export function formatSetting(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e15)) return String(Number(value.toPrecision(10)));
  const [digits = '', exponent = ''] = Number(value.toPrecision(4)).toExponential().split('e');
  const raised = exponent
    .replace('+', '')
    .replace('-', '⁻')
    .replace(/\d/g, (digit) => superscripts[Number(digit)]!);
  return digits === '1' ? `10${raised}` : `${digits} · 10${raised}`;
}

/** What a run of this recipe is called until the person says otherwise. */
export function recipeName(offer: TrainerOffer, recipe: Recipe): string {
  const { router, dataset, experts } = completed(offer, recipe);
  const { count } = experts.values;
  const isDense = router.id === 'dense' || typeof count !== 'number';
  const mixture = isDense ? '' : `, ${count} experts`;
  const names = [partIn(offer, 'router', router.id)?.name ?? router.id, mixture];
  return `${names.join('')}, ${partIn(offer, 'dataset', dataset.id)?.name ?? dataset.id}`;
}
