/** config.json, as the Transformers library writes it beside a model. */
import type { ModelConfig } from '../../core/checkpoint.ts';
import { parseJsonObject } from '../json.ts';
import { baseName } from './paths.ts';

export interface FoundConfig {
  readonly path: string;
  readonly config: ModelConfig;
}

export function isConfigName(name: string): boolean {
  return name === 'config.json';
}

/** Throws `malformed` or `over-limit`. */
export function parseConfig(bytes: Uint8Array, path: string): FoundConfig {
  return { path, config: parseJsonObject(bytes, { file: baseName(path), format: 'JSON', what: 'the text' }) };
}
