/** Settings inside settings: config.json keeps those of a language model beside those of what sees and speaks. */
import type { ModelConfig } from '../../core/checkpoint.ts';

export interface Setting {
  /** The object that has it, and its key there. */
  readonly holder: Record<string, unknown>;
  readonly key: string;
  readonly value: unknown;
}

/** How the weights are quantised speaks of modules by name, not of how many there are. */
const QUANTISATION = 'quantization_config';

/** A copy to change, without what is no JSON. */
export function copySettings(config: ModelConfig): Record<string, unknown> {
  return JSON.parse(JSON.stringify(config)) as Record<string, unknown>;
}

export function isSettings(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every setting of one of these names, outermost first. Depth is bounded by how configs are read (MAX_JSON_DEPTH). */
export function findSettings(config: Record<string, unknown>, keys: ReadonlySet<string>): Setting[] {
  const found: Setting[] = [];
  const inside: Record<string, unknown>[] = [];
  for (const [key, value] of Object.entries(config)) {
    if (keys.has(key)) found.push({ holder: config, key, value });
    else if (isSettings(value) && key !== QUANTISATION) inside.push(value);
  }
  return [...found, ...inside.flatMap((settings) => findSettings(settings, keys))];
}

/** Names of modules in the settings of quantisation, by their new names; those of modules that are gone are left out. */
export function renameModules(
  config: Record<string, unknown>,
  modules: ReadonlyMap<string, string | null>,
): void {
  const settings = config[QUANTISATION];
  if (settings !== undefined) config[QUANTISATION] = renamed(settings, modules);
}

function renamed(value: unknown, modules: ReadonlyMap<string, string | null>): unknown {
  const isGone = (name: unknown) => typeof name === 'string' && modules.get(name) === null;
  const nameOf = (name: string) => modules.get(name) ?? name;
  if (typeof value === 'string') return nameOf(value);
  if (Array.isArray(value)) {
    return value.filter((entry) => !isGone(entry)).map((entry: unknown) => renamed(entry, modules));
  }
  if (!isSettings(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !isGone(key))
      .map(([key, entry]) => [nameOf(key), renamed(entry, modules)]),
  );
}
