/** A recipe out of data from elsewhere, such as a downloaded config.json: whether it is one, not whether it can be trained. */
import type { ParameterValue } from './parameters.ts';
import { readModelEdits } from './pruning/model-edits-json.ts';
import { weightGroups, type PartChoice, type Recipe, type RecipeStart } from './recipe.ts';

type PrunedStart = Extract<RecipeStart, { kind: 'pruned' }>;

const MOST_REGULARIZERS = 32;
/** Runs before a run before a run. */
const MOST_STARTS = 4;

/** Null if it is none. */
export function readRecipe(value: unknown): Recipe | null {
  return readAfter(value, MOST_STARTS);
}

/** `starts` are how many recipes may still stand in one another. */
function readAfter(value: unknown, starts: number): Recipe | null {
  if (!isObject(value)) return null;
  const { epochs, batchSize, seed, regularizers } = value;
  const dataset = readPart(value.dataset);
  const encoder = readPart(value.encoder);
  const trunk = readPart(value.trunk);
  const placement = readPart(value.placement);
  const router = readPart(value.router);
  const experts = readPart(value.experts);
  const loss = readPart(value.loss);
  const optimizer = readPart(value.optimizer);
  if (!isCount(epochs) || !isCount(batchSize) || !isCount(seed)) return null;
  if (!Array.isArray(regularizers) || regularizers.length > MOST_REGULARIZERS) return null;
  const terms = regularizers.map(readPart).filter((part) => part !== null);
  if (terms.length < regularizers.length) return null;
  if (!dataset || !encoder || !trunk || !placement || !router || !experts || !loss || !optimizer) return null;
  const parts = { dataset, encoder, trunk, placement, router, experts, loss, optimizer };
  const recipe = { ...parts, regularizers: terms, epochs, batchSize, seed };
  if (value.start === undefined) return recipe;
  const start = readStart(value.start, starts);
  return start === null ? null : { ...recipe, start };
}

function readStart(value: unknown, starts: number): RecipeStart | null {
  if (!isObject(value) || !Array.isArray(value.frozen) || starts === 0) return null;
  const given: readonly unknown[] = value.frozen;
  const frozen = weightGroups.filter((group) => given.includes(group));
  if (frozen.length !== given.length) return null;
  if (value.kind === 'experts-alone') {
    return isCount(value.epochs) ? { kind: 'experts-alone', epochs: value.epochs, frozen } : null;
  }
  const recipe = readAfter(value.recipe, starts - 1);
  if (recipe === null) return null;
  return value.kind === 'recipe' ? { kind: 'recipe', recipe, frozen } : readPruned(value, { recipe, frozen });
}

function readPruned(
  { kind, edits: given, topKFrom, isDistilled }: Readonly<Record<string, unknown>>,
  before: Pick<PrunedStart, 'recipe' | 'frozen'>,
): PrunedStart | null {
  const edits = readModelEdits(given);
  if (kind !== 'pruned' || edits === null || (topKFrom !== undefined && !isCount(topKFrom))) return null;
  return {
    kind: 'pruned',
    ...before,
    edits,
    ...(topKFrom !== undefined && { topKFrom }),
    ...(isDistilled === true && { isDistilled }),
  };
}

function readPart(value: unknown): PartChoice | null {
  if (!isObject(value) || typeof value.id !== 'string' || !isObject(value.values)) return null;
  const values = Object.entries(value.values);
  return values.every(([, entry]) => isValue(entry))
    ? { id: value.id, values: Object.fromEntries(values) as Record<string, ParameterValue> }
    : null;
}

function isValue(value: unknown): value is ParameterValue {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
