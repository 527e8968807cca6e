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

/** `layers`: all that have experts. `modules`: experts' modules by old and new name. */
export function pruneConfig(
  original: ModelConfig | null,
  layers: readonly LayerCount[],
  modules: ReadonlyMap<string, string | null>,
): PrunedConfig {
  if (original === null) return { config: null, problems: [] };
  const config = copySettings(original);
  const counts = [...findSettings(config, countKeys), ...ownCount(config)].filter(
    ({ value }) => value !== null && value !== 0,
  );
  const problems =
    counts.length === 0 ? [unstated(layers)] : counts.flatMap((count) => setCount(count, layers));
  const [first] = layers;
  if (first !== undefined) {
    for (const { holder, key, value } of findSettings(config, capacityKeys)) {
      if (Array.isArray(value) && value.every((entry) => entry === first.before))
        holder[key] = value.map(() => first.after);
    }
  }
  renameModules(config, modules);
  return { config, problems: [...new Set(problems.filter((problem) => problem !== null))] };
}

function unstated(layers: readonly LayerCount[]): string | null {
  const isUnchanged = layers.every(({ before, after }) => before === after);
  return isUnchanged
    ? null
    : 'config.json does not say how many experts there are, by any key that is known here.';
}

/** Models trained here keep their recipe, in which their experts are counted. */
function ownCount(config: Record<string, unknown>): Setting[] {
  let holder: unknown = config.model_type === 'moe_scope' ? config : null;
  for (const key of ['moe_scope', 'recipe', 'experts', 'values'])
    holder = isSettings(holder) ? holder[key] : null;
  return isSettings(holder) && typeof holder.count === 'number'
    ? [{ holder, key: 'count', value: holder.count }]
    : [];
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
