/**
 * The settings of a GGUF file: keys begin with the architecture's name, `qwen2moe.expert_count`. What config.json has
 * beside the layers that predict further tokens, GGUF counts among its blocks.
 * (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md; gguf-py/gguf/constants.py)
 */
import type { ModelConfig } from '../../checkpoint.ts';

const ARCHITECTURE = 'general.architecture';

/** Null for settings that are not those of a GGUF file. */
export function ggufArchitecture(config: ModelConfig | null): string | null {
  const architecture = config?.[ARCHITECTURE];
  return typeof architecture === 'string' ? architecture : null;
}

/** The architecture's own settings by their short names; null if there are none. */
export function ggufSettings(config: ModelConfig | null): ModelConfig | null {
  const architecture = ggufArchitecture(config);
  if (config === null || architecture === null) return null;
  const prefix = `${architecture}.`;
  const own = Object.entries(config).filter(([key]) => key.startsWith(prefix));
  const settings: Record<string, unknown> = Object.fromEntries(
    own.map(([key, value]) => [key.slice(prefix.length), value]),
  );
  const { block_count: blocks, nextn_predict_layers: predicting } = settings;
  if (typeof blocks === 'number' && typeof predicting === 'number') {
    settings.block_count = Math.max(0, blocks - predicting);
  }
  return settings;
}
