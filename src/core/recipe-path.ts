/**
 * Names for the single settings of a recipe: `epochs`, `router` (which one), `router.k`, `regularizers.l1.strength`.
 * What grids vary, tables compare and charts are drawn over.
 */
import type { ParameterValue } from './parameters.ts';
import type { PartChoice, Recipe } from './recipe.ts';

/** The parts that a recipe has one of, in the order of the form. */
export const partNames = [
  'dataset',
  'encoder',
  'trunk',
  'placement',
  'router',
  'experts',
  'loss',
  'optimizer',
] as const satisfies readonly (keyof Recipe)[];

export type PartName = (typeof partNames)[number];

/** The numbers of the run itself. */
export const runSettings = ['epochs', 'batchSize', 'seed'] as const satisfies readonly (keyof Recipe)[];

export type RunSetting = (typeof runSettings)[number];

export type RecipePath = RunSetting | PartName | `${PartName}.${string}` | `regularizers.${string}.${string}`;

/** Zero of this is no term at all. */
const STRENGTH = 'strength';

type Place =
  | { readonly kind: 'setting'; readonly name: RunSetting }
  /** `key` is null for the choice of the part itself. */
  | { readonly kind: 'part'; readonly name: PartName; readonly key: string | null }
  | { readonly kind: 'regularizer'; readonly id: string; readonly key: string };

/** Null for a text that names nothing. */
export function placeOf(path: string): Place | null {
  const [head = '', second, third, ...rest] = path.split('.');
  if (rest.length > 0) return null;
  const setting = runSettings.find((name) => name === head);
  if (setting !== undefined) return second === undefined ? { kind: 'setting', name: setting } : null;
  if (head === 'regularizers') {
    return second && third ? { kind: 'regularizer', id: second, key: third } : null;
  }
  const part = partNames.find((name) => name === head);
  if (part === undefined || second === '' || third !== undefined) return null;
  return { kind: 'part', name: part, key: second ?? null };
}

/** Undefined where the recipe says nothing of it: a term that it lacks, or a value left at its default. */
export function valueAt(recipe: Recipe, path: RecipePath): ParameterValue | undefined {
  const place = placeOf(path);
  if (place === null) return undefined;
  if (place.kind === 'setting') return recipe[place.name];
  if (place.kind === 'regularizer') {
    const term = recipe.regularizers.find(({ id }) => id === place.id);
    return term === undefined && place.key === STRENGTH ? 0 : term?.values[place.key];
  }
  const choice = recipe[place.name];
  return place.key === null ? choice.id : choice.values[place.key];
}

/**
 * The recipe with one setting changed. Another part comes with its defaults. A term that the recipe lacks is added with
 * its defaults; a strength of 0 takes it away.
 */
export function withValue(recipe: Recipe, path: RecipePath, value: ParameterValue): Recipe {
  const place = placeOf(path);
  if (place === null) return recipe;
  if (place.kind === 'setting') return { ...recipe, [place.name]: value };
  if (place.kind === 'regularizer') return { ...recipe, regularizers: withTerm(recipe, place, value) };
  const choice = recipe[place.name];
  if (place.key !== null) return { ...recipe, [place.name]: withKey(choice, place.key, value) };
  return choice.id === value ? recipe : { ...recipe, [place.name]: { id: String(value), values: {} } };
}

function withTerm(
  { regularizers }: Recipe,
  { id, key }: { readonly id: string; readonly key: string },
  value: ParameterValue,
): readonly PartChoice[] {
  const isGone = key === STRENGTH && value === 0;
  if (isGone) return regularizers.filter((term) => term.id !== id);
  const isThere = regularizers.some((term) => term.id === id);
  const terms = isThere ? regularizers : [...regularizers, { id, values: {} }];
  return terms.map((term) => (term.id === id ? withKey(term, key, value) : term));
}

function withKey(choice: PartChoice, key: string, value: ParameterValue): PartChoice {
  return { ...choice, values: { ...choice.values, [key]: value } };
}

/** Everything that a recipe says, in the order of the form. */
export function settingsOf(recipe: Recipe): ReadonlyMap<RecipePath, ParameterValue> {
  const settings = new Map<RecipePath, ParameterValue>();
  for (const name of partNames) {
    const { id, values } = recipe[name];
    settings.set(name, id);
    for (const [key, value] of Object.entries(values)) settings.set(`${name}.${key}`, value);
  }
  for (const { id, values } of recipe.regularizers) {
    for (const [key, value] of Object.entries(values)) settings.set(`regularizers.${id}.${key}`, value);
  }
  for (const name of runSettings) settings.set(name, recipe[name]);
  return settings;
}

/**
 * What is not the same in all of these recipes, in the order of the form. What only some of them say belongs to parts
 * that only they have: it differs if it does among those.
 */
export function differingPaths(recipes: readonly Recipe[]): readonly RecipePath[] {
  const paths = [...new Set(recipes.flatMap((recipe) => [...settingsOf(recipe).keys()]))];
  return paths
    .filter((path) => {
      const said = recipes.map((recipe) => valueAt(recipe, path)).filter((value) => value !== undefined);
      return new Set(said).size > 1;
    })
    .sort((a, b) => headOrder(a) - headOrder(b));
}

const heads: readonly string[] = [...partNames, 'regularizers', ...runSettings];

function headOrder(path: RecipePath): number {
  return heads.indexOf(path.split('.')[0]!);
}
