/** What a grid can be over, and its values as a person types them. */
import {
  formatValue,
  parseValue,
  problemOfValue,
  type Parameter,
  type ParameterValue,
} from '../../core/parameters.ts';
import { partNames, settingsOf, type RecipePath } from '../../core/recipe-path.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { TrainerOffer } from '../../state/training/offered-parts.ts';
import { completed, parameterAt, partSlots, pathLabel } from './recipe-words.ts';

export interface AxisOffer {
  readonly path: RecipePath;
  readonly label: string;
  /** What the recipe itself has there. */
  readonly value: ParameterValue;
  /** Values to begin with. */
  readonly suggestion: readonly ParameterValue[];
}

/** Those that questions are most often about come first. */
const favourites: readonly string[] = [
  'experts.count',
  'router.k',
  'regularizers.l1.strength',
  'regularizers.l2.strength',
  'optimizer.rate',
  'router',
];

/** Every setting of the recipe but its seed, and the strength of every regulariser that it could have. */
export function axisOffers(offer: TrainerOffer, recipe: Recipe): readonly AxisOffer[] {
  const whole = settingsOf(completed(offer, recipe));
  const strengths = offer.regularizers
    .filter(
      ({ id, parameters }) => parameters.strength !== undefined && !whole.has(`regularizers.${id}.strength`),
    )
    .map(({ id }): [RecipePath, ParameterValue] => [`regularizers.${id}.strength`, 0]);
  const offers = [...whole, ...strengths]
    .filter(([path]) => path !== 'seed' && path !== 'dataset.seed' && isDeclared(offer, path))
    .map(([path, value]) => ({
      path,
      value,
      label: pathLabel(offer, path),
      suggestion: suggested(offer, path, value),
    }));
  const rank = ({ path }: AxisOffer) => {
    const place = favourites.indexOf(path);
    return place < 0 ? favourites.length : place;
  };
  return offers.sort((a, b) => rank(a) - rank(b));
}

/** A recipe from elsewhere may hold what no part knows. */
function isDeclared(offer: TrainerOffer, path: RecipePath): boolean {
  return partNames.some((name) => name === path) || parameterAt(offer, path) !== undefined;
}

function suggested(offer: TrainerOffer, path: RecipePath, value: ParameterValue): readonly ParameterValue[] {
  const slot = partNames.find((name) => name === path);
  if (slot !== undefined) return partSlots[slot].parts(offer).map(({ id }) => id);
  const parameter = parameterAt(offer, path);
  if (parameter === undefined) return [value];
  if (parameter.type === 'boolean') return [false, true];
  if (parameter.type === 'choice') return parameter.choices.map((choice) => choice.value);
  if (path.endsWith('.strength')) {
    const { default: usual } = parameter;
    return [0, usual / 10, usual, usual * 10].map((strength) => Number(strength.toPrecision(6)));
  }
  const middle = Number(value);
  const steps =
    parameter.type === 'integer' ? [middle / 2, middle, middle * 2] : [middle / 10, middle, middle * 10];
  const kept = steps
    .map((step) => (parameter.type === 'integer' ? Math.round(step) : Number(step.toPrecision(6))))
    .filter((step) => problemOfValue(parameter, step) === null);
  return [...new Set(kept)];
}

export type ParsedAxis =
  | { readonly values: readonly ParameterValue[]; readonly problem: null }
  | { readonly values: null; readonly problem: string };

/** Values parted by commas or spaces. */
export function parseAxis(offer: TrainerOffer, path: RecipePath, text: string): ParsedAxis {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  if (words.length === 0) return { values: null, problem: 'Give at least one value.' };
  const values: ParameterValue[] = [];
  for (const word of words) {
    const value = parseWord(offer, path, word);
    if (value === null) return { values: null, problem: problemOfWord(offer, path, word) };
    if (!values.includes(value)) values.push(value);
  }
  return { values, problem: null };
}

function parseWord(offer: TrainerOffer, path: RecipePath, word: string): ParameterValue | null {
  const slot = partNames.find((name) => name === path);
  if (slot !== undefined) return partSlots[slot].parts(offer).some(({ id }) => id === word) ? word : null;
  // nothing of a term is no term
  if (isStrength(path) && Number(word) === 0) return 0;
  const parameter = parameterAt(offer, path);
  return parameter === undefined ? null : parseValue(parameter, word);
}

function problemOfWord(offer: TrainerOffer, path: RecipePath, word: string): string {
  const slot = partNames.find((name) => name === path);
  if (slot !== undefined) {
    const known = partSlots[slot].parts(offer).map(({ id }) => id);
    return `There is no “${word}”. Choose among ${known.join(', ')}.`;
  }
  const parameter = parameterAt(offer, path);
  return parameter === undefined
    ? `“${word}” is no value of it.`
    : `“${word}” can’t be: it ${mustBe(parameter, path)}.`;
}

function mustBe(parameter: Parameter, path: RecipePath): string {
  const words = problemOfValue(parameter, undefined) ?? 'must be another value';
  return isStrength(path) ? `${words}, or 0 for no such term` : words;
}

function isStrength(path: RecipePath): boolean {
  return path.startsWith('regularizers.') && path.endsWith('.strength');
}

export function axisText(values: readonly ParameterValue[]): string {
  return values.map(formatValue).join(', ');
}
