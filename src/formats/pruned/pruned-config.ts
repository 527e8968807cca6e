/**
 * config.json of the pruned model: the original's with the new number of experts, under the key that its family has. Most
 * families have one number for all layers; where layers would differ and there is no list of them, it can't be said.
 */
import type { ModelConfig } from '../../core/checkpoint.ts';
import { configKeys } from '../../core/families/reading/config.ts';
import { copySettings, findSettings, isSettings, renameModules, type Setting } from './settings-walk.ts';

/** Experts of a layer before and after. */
export interface LayerCount {
  readonly layer: number;
  readonly title: string;
  readonly before: number;
  readonly after: number;
}

export interface PrunedConfig {
  /** Null if the original has none. */
  readonly config: ModelConfig | null;
  readonly problems: readonly string[];
}

const countKeys: ReadonlySet<string> = new Set(configKeys.experts.map((path) => path.split('.').at(-1)!));

/**
 * Tokens that an expert may take, an entry for training and two for evaluation: as many as there are experts.
 * (CerebrasResearch/reap, src/reap/prune.py, of ERNIE 4.5)
 */
const capacityKeys: ReadonlySet<string> = new Set(['moe_capacity']);

const topKKeys: ReadonlySet<string> = new Set(configKeys.topK.map((path) => path.split('.').at(-1)!));

const untoldTopK =
  'config.json does not say how many experts a token chooses, by any key that is known here, so it can’t say that they are fewer.';

export interface ConfigChanges {
  /** All that have experts. */
  readonly layers: readonly LayerCount[];
  /** Experts' modules by old and new name. */
  readonly modules: ReadonlyMap<string, string | null>;
  /** Experts a token; null for as many as before. */
  readonly topK: { readonly before: number | null; readonly after: number } | null;
}

export function pruneConfig(
  original: ModelConfig | null,
  { layers, modules, topK }: ConfigChanges,
): PrunedConfig {
  if (original === null) return { config: null, problems: topK === null ? [] : [untoldTopK] };
  const config = copySettings(original);
  const counts = [
    ...findSettings(config, countKeys),
    ...ownSettings(config, ['experts', 'values'], 'count'),
  ].filter(({ value }) => value !== null && value !== 0);
  const problems =
    counts.length === 0 ? [unstated(layers)] : counts.flatMap((count) => setCount(count, layers));
  const [first] = layers;
  if (first !== undefined) {
    for (const { holder, key, value } of findSettings(config, capacityKeys)) {
      if (Array.isArray(value) && value.every((entry) => entry === first.before))
        holder[key] = value.map(() => first.after);
    }
  }
  if (topK !== null && !setTopK(config, topK)) problems.push(untoldTopK);
  renameModules(config, modules);
  return { config, problems: [...new Set(problems.filter((problem) => problem !== null))] };
}

/** Every key of a family that says as many as before; false if none does. */
function setTopK(
  config: Record<string, unknown>,
  { before, after }: NonNullable<ConfigChanges['topK']>,
): boolean {
  const found = [...findSettings(config, topKKeys), ...ownSettings(config, ['router', 'values'], 'k')];
  const changed = found.filter(({ value }) => value !== null && value === before);
  for (const { holder, key } of changed) holder[key] = after;
  return changed.length > 0;
}

function unstated(layers: readonly LayerCount[]): string | null {
  const isUnchanged = layers.every(({ before, after }) => before === after);
  return isUnchanged
    ? null
    : 'config.json does not say how many experts there are, by any key that is known here.';
}

/** Models trained here keep their recipe, in which their experts are counted. */
function ownSettings(config: Record<string, unknown>, path: readonly string[], key: string): Setting[] {
  let holder: unknown = config.model_type === 'moe_scope' ? config : null;
  for (const step of ['moe_scope', 'recipe', ...path]) holder = isSettings(holder) ? holder[step] : null;
  return isSettings(holder) && typeof holder[key] === 'number' ? [{ holder, key, value: holder[key] }] : [];
}

/** Sets it; a sentence for each reason why it can't be. */
function setCount({ holder, key, value }: Setting, layers: readonly LayerCount[]): (string | null)[] {
  if (Array.isArray(value)) return setList({ holder, key, list: value }, layers);
  const [first] = layers;
  if (first === undefined) return [];
  const odd = layers.find(({ before }) => before !== value);
  if (odd !== undefined)
    return [`config.json says ${String(value)} experts (${key}), but ${odd.title} has ${odd.before}.`];
  const other = layers.find(({ after }) => after !== first.after);
  if (other !== undefined) return [unequal(key, first, other)];
  holder[key] = first.after;
  return [];
}

function unequal(key: string, first: LayerCount, other: LayerCount): string {
  const kept = ({ title, after }: LayerCount) => `${title} would keep ${after}`;
  return `config.json has one number of experts for all layers (${key}), but ${kept(first)} and ${kept(other)}.`;
}

/** One number a layer. ERNIE's of the same name is one for text and one for images: it can't be told which is which. */
function setList(
  { holder, key, list }: { holder: Setting['holder']; key: string; list: readonly unknown[] },
  layers: readonly LayerCount[],
): string[] {
  const odd = layers.find(({ layer, before }) => list[layer] !== before);
  if (odd !== undefined)
    return [`config.json lists numbers of experts (${key}), and not ${odd.before} for ${odd.title}.`];
  const after = new Map(layers.map((count) => [count.layer, count.after]));
  holder[key] = list.map((entry, layer) => after.get(layer) ?? entry);
  return [];
}
