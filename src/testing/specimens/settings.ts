/** config.json of a specimen, by the first key that the reference list gives for each setting. */
import type { RegistryEntry } from './registry.ts';
import type { Plan } from './layer-plan.ts';
import { EXPERTS, HIDDEN, SHARED, TOP_K, ZERO_EXPERTS } from './specimen.ts';

/** Keys that nearly all have, where the list leaves them out. */
const usual: Readonly<Record<string, readonly string[]>> = {
  hidden: ['hidden_size'],
  layers: ['num_hidden_layers'],
};

/** Null for what is written without a config.json. */
export function settingsOf(
  { hfModelTypes = [], architectures, configRoot, config: keys }: RegistryEntry,
  plan: Plan,
): Record<string, unknown> | null {
  const [modelType] = hfModelTypes;
  if (modelType === undefined) return null;
  const config: Record<string, unknown> = { model_type: modelType.split(' ')[0] };
  if (architectures) config.architectures = architectures.slice(0, 1);
  const root = configRoot === undefined ? '' : `${configRoot}.`;
  const values = {
    numExperts: EXPERTS,
    zeroExperts: ZERO_EXPERTS,
    topK: TOP_K,
    sharedExperts: SHARED,
    hidden: HIDDEN,
    layers: plan.layers,
  };
  for (const [what, value] of Object.entries(values)) {
    const given: unknown = keys[what] ?? usual[what];
    const [key] = Array.isArray(given) ? (given as readonly string[]) : [];
    if (key !== undefined) setPath(config, { path: key.startsWith(root) ? key : root + key, value });
  }
  for (const [key, value] of Object.entries(plan.settings)) setPath(config, { path: root + key, value });
  return config;
}

function setPath(config: Record<string, unknown>, { path, value }: { path: string; value: unknown }): void {
  const [key = '', ...rest] = path.split('.');
  if (rest.length === 0) config[key] = value;
  else setPath((config[key] ??= {}) as Record<string, unknown>, { path: rest.join('.'), value });
}

/** As config.json says, or as the architecture fixes it; null where neither does. */
export function topKOf({ config: { topK }, hfModelTypes = [] }: RegistryEntry): number | null {
  if (hfModelTypes.length === 0) return null;
  if (Array.isArray(topK)) return TOP_K;
  return typeof topK === 'object' && topK !== null && 'const' in topK ? (topK.const as number) : null;
}
