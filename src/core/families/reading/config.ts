/** Numbers of config.json (or GGUF metadata) that matter here, under the names that model authors chose for them. */
import type { ModelConfig } from '../../checkpoint.ts';
import { ggufSettings } from './gguf-settings.ts';

export interface ConfigNumber {
  readonly key: string;
  readonly value: number;
}

/** Dot paths; the first that is there counts. */
export const configKeys = {
  experts: [
    'num_local_experts',
    'num_experts',
    'n_routed_experts',
    'moe_num_experts',
    'num_moe_experts',
    'moe_num_primary_experts',
    'ffn_config.moe_num_experts',
    'moe.num_experts',
    'expert_count',
  ],
  topK: [
    'num_experts_per_tok',
    'num_experts_per_token',
    'moe_topk',
    'moe_k',
    'moe_top_k',
    'top_k_experts',
    'experts_per_token',
    'num_selected_experts',
    'ffn_config.moe_top_k',
    'moe_router_topk',
    'moe_num_active_primary_experts',
    'router_topk',
    'topk',
    'moe.num_experts_per_tok',
    'expert_used_count',
  ],
  sharedExperts: [
    'n_shared_experts',
    'num_shared_experts',
    'num_shared_expert',
    'moe_num_shared_experts',
    'moe.num_shared_experts',
    'expert_shared_count',
  ],
  layers: ['num_hidden_layers', 'n_layer', 'n_layers', 'num_layers', 'encoder_layers', 'block_count'],
  hidden: ['hidden_size', 'd_model', 'n_embd', 'dim', 'embedding_length'],
  predictLayers: ['num_nextn_predict_layers', 'num_mtp_layers', 'mtp_num_layers', 'nextn_predict_layers'],
} as const satisfies Record<string, readonly string[]>;

/** Where the language model's own settings are in the config of a multimodal model. */
const roots = ['text_config', 'llm_config', 'language_config', 'thinker_config.text_config'];

export function readConfig(config: ModelConfig | null, what: keyof typeof configKeys): ConfigNumber | null {
  for (const settings of settingsOf(config)) {
    for (const key of configKeys[what]) {
      const value = asCount(lookUp(settings, key), perModality.has(key) ? sum : Math.max);
      if (value !== null) return { key, value };
    }
  }
  return null;
}

/** `model_type` and `architectures`, outermost first. */
export function configNames(config: ModelConfig | null): { modelTypes: string[]; architectures: string[] } {
  const all = settingsOf(config);
  return {
    modelTypes: all.map((settings) => settings.model_type).filter(isText),
    architectures: all.flatMap((settings) => settings.architectures).filter(isText),
  };
}

function settingsOf(config: ModelConfig | null): ModelConfig[] {
  if (config === null) return [];
  const gguf = ggufSettings(config);
  if (gguf !== null) return [gguf];
  return [config, ...roots.map((root) => lookUp(config, root)).filter(isSettings)];
}

function lookUp(settings: ModelConfig, path: string): unknown {
  let value: unknown = settings;
  for (const key of path.split('.')) {
    if (!isSettings(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

function isSettings(value: unknown): value is ModelConfig {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Keys whose lists count for text, then for images (ERNIE-VL). Other lists have a number a layer. */
const perModality: ReadonlySet<string> = new Set(['moe_num_experts']);

function sum(a: number, b: number): number {
  return a + b;
}

/** A whole number, or those of a list joined. */
function asCount(value: unknown, join: (a: number, b: number) => number): number | null {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  let joined: number | null = null;
  for (const entry of values) {
    if (typeof entry !== 'number' || !Number.isSafeInteger(entry) || entry < 0) return null;
    joined = join(joined ?? 0, entry);
  }
  return joined;
}
