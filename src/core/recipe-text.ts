/**
 * A recipe as a line of text, for links: what differs from the default recipe, part by part.
 *
 *     router:noisy-top-k(k:2,noise:on)/experts:mlp(count:16,hidden:32)/reg:importance(strength:0.1)+load/epochs:10
 *
 * `reg:none` stands for no regularisers. Text is written `*like%20this` where it could be mistaken for a number, on or
 * off, and percent-encoded where it holds more than letters, digits, dots, dashes and underscores. Whether there is
 * such a part, and whether it can have such values, the trainer says. What a run begins with is written like a part:
 * `start:experts-alone(epochs:2,frozen:gate.head)`, `start:recipe(recipe:…)` with a whole recipe as its text,
 * `start:pruned(recipe:…,edits:…)` with JSON of what was taken.
 */
import { formatValue, type ParameterValue } from './parameters.ts';
import { defaultRecipe } from './recipe-defaults.ts';
import { readModelEdits } from './pruning/model-edits-json.ts';
import { weightGroups, type PartChoice, type Recipe, type RecipeStart } from './recipe.ts';

/** Longer texts are not read: no form can make one. */
const LONGEST_TEXT = 4000;
const MOST_REGULARIZERS = 32;
/** Runs before a run before a run. */
const MOST_STARTS = 4;

const partKeys = {
  data: 'dataset',
  encoder: 'encoder',
  trunk: 'trunk',
  place: 'placement',
  router: 'router',
  experts: 'experts',
  loss: 'loss',
  opt: 'optimizer',
} as const;

const wholeKeys = { epochs: 'epochs', batch: 'batchSize', seed: 'seed' } as const;

/** Empty for the default recipe. */
export function formatRecipe(recipe: Recipe): string {
  const parts = Object.entries(partKeys).flatMap(([key, field]) => {
    const text = formatPart(recipe[field]);
    return text === formatPart(defaultRecipe[field]) ? [] : [`${key}:${text}`];
  });
  const regularizers = formatList(recipe.regularizers);
  if (regularizers !== formatList(defaultRecipe.regularizers)) parts.push(`reg:${regularizers}`);
  const wholes = Object.entries(wholeKeys).flatMap(([key, field]) =>
    recipe[field] === defaultRecipe[field] ? [] : [`${key}:${recipe[field]}`],
  );
  const { start } = recipe;
  return [...parts, ...wholes, ...(start === undefined ? [] : [`start:${formatStart(start)}`])].join('/');
}

/** Null if the text makes no sense. */
export function parseRecipe(text: string): Recipe | null {
  return parseAfter(text, MOST_STARTS);
}

/** `starts` are how many recipes may still stand in one another. */
function parseAfter(text: string, starts: number): Recipe | null {
  if (text.length > LONGEST_TEXT) return null;
  let recipe = defaultRecipe;
  const seen = new Set<string>();
  for (const item of text === '' ? [] : text.split('/')) {
    const [, key, value] = /^([a-z]+):(.*)$/s.exec(item) ?? [];
    if (key === undefined || value === undefined || seen.has(key)) return null;
    seen.add(key);
    const change = parseItem(key, value, starts);
    if (change === null) return null;
    recipe = { ...recipe, ...change };
  }
  return recipe;
}

function parseItem(key: string, text: string, starts: number): Partial<Recipe> | null {
  if (key === 'start') {
    const start = parseStart(text, starts);
    return start === null ? null : { start };
  }
  if (key === 'reg') {
    const regularizers = parseList(text);
    return regularizers === null ? null : { regularizers };
  }
  if (Object.hasOwn(wholeKeys, key)) {
    if (!/^\d{1,10}$/.test(text)) return null;
    return { [wholeKeys[key as keyof typeof wholeKeys]]: Number(text) };
  }
  if (!Object.hasOwn(partKeys, key)) return null;
  const part = parsePart(text);
  return part === null ? null : { [partKeys[key as keyof typeof partKeys]]: part };
}

function formatStart(start: RecipeStart): string {
  const frozen = start.frozen.length === 0 ? {} : { frozen: start.frozen.join('.') };
  return formatPart({ id: start.kind, values: { ...frozen, ...startValues(start) } });
}

function startValues(start: RecipeStart): PartChoice['values'] {
  if (start.kind === 'experts-alone') return { epochs: start.epochs };
  const recipe = formatRecipe(start.recipe);
  if (start.kind === 'recipe') return { recipe };
  const { edits, topKFrom, isDistilled } = start;
  return {
    recipe,
    edits: JSON.stringify(edits),
    ...(topKFrom !== undefined && { topKFrom }),
    ...(isDistilled === true && { isDistilled }),
  };
}

function parseStart(text: string, starts: number): RecipeStart | null {
  const part = parsePart(text);
  if (part === null || starts === 0) return null;
  const { frozen: list, epochs, recipe: before } = part.values;
  const words = typeof list === 'string' ? list.split('.') : [];
  const frozen = weightGroups.filter((group) => words.includes(group));
  if (frozen.length !== words.length || (list !== undefined && words.length === 0)) return null;
  if (part.id === 'experts-alone') {
    return Number.isSafeInteger(epochs) ? { kind: 'experts-alone', epochs: epochs as number, frozen } : null;
  }
  const recipe = typeof before === 'string' ? parseAfter(before, starts - 1) : null;
  if (recipe === null) return null;
  if (part.id === 'recipe') return { kind: 'recipe', recipe, frozen };
  return part.id === 'pruned' ? parsePruned(part.values, { recipe, frozen }) : null;
}

function parsePruned(
  { edits: written, topKFrom, isDistilled }: PartChoice['values'],
  before: { readonly recipe: Recipe; readonly frozen: RecipeStart['frozen'] },
): RecipeStart | null {
  const edits = readModelEdits(parseJson(written));
  if (edits === null || (topKFrom !== undefined && !Number.isSafeInteger(topKFrom))) return null;
  return {
    kind: 'pruned',
    ...before,
    edits,
    ...(topKFrom !== undefined && { topKFrom: topKFrom as number }),
    ...(isDistilled === true && { isDistilled }),
  };
}

function parseJson(text: ParameterValue | undefined): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}

function formatList(parts: readonly PartChoice[]): string {
  return parts.length === 0 ? 'none' : parts.map(formatPart).join('+');
}

function parseList(text: string): readonly PartChoice[] | null {
  if (text === 'none') return [];
  const parts = text.split('+').map(parsePart);
  return parts.length <= MOST_REGULARIZERS && parts.every((part) => part !== null) ? parts : null;
}

/** Values by rising key, so that equal choices have equal texts. */
function formatPart({ id, values }: PartChoice): string {
  const items = Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}:${writeValue(value)}`);
  return items.length === 0 ? id : `${id}(${items.join(',')})`;
}

function parsePart(text: string): PartChoice | null {
  const [, id, list] = /^([a-z0-9-]{1,40})(?:\(([^()]+)\))?$/.exec(text) ?? [];
  if (id === undefined) return null;
  const values: Record<string, ParameterValue> = {};
  for (const item of list?.split(',') ?? []) {
    const [, key, written] = /^([a-zA-Z][a-zA-Z0-9]{0,40}):(.*)$/s.exec(item) ?? [];
    if (key === undefined || written === undefined || Object.hasOwn(values, key)) return null;
    const value = readValue(written);
    if (value === null) return null;
    values[key] = value;
  }
  return { id, values };
}

const numberPattern = /^-?\d{1,22}(\.\d{1,30})?(e[+-]?\d{1,3})?$/;

/** A plus stands between regularisers, so exponents go without. */
function writeValue(value: ParameterValue): string {
  if (typeof value !== 'string') return formatValue(value).replace('+', '');
  const text = encodeURIComponent(value).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const isPlain = text !== '' && text !== 'on' && text !== 'off' && !/^[-\d]/.test(text);
  return isPlain ? text : `*${text}`;
}

function readValue(text: string): ParameterValue | null {
  if (text === 'on' || text === 'off') return text === 'on';
  if (/^[-\d]/.test(text)) {
    const value = Number(text);
    return numberPattern.test(text) && Number.isFinite(value) ? value : null;
  }
  const [, written] = /^\*?([\w.%-]*)$/.exec(text) ?? [];
  if (written === undefined || text === '') return null;
  try {
    return decodeURIComponent(written);
  } catch {
    return null;
  }
}
