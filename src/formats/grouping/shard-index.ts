/**
 * The index of a sharded model: `model.safetensors.index.json`, `pytorch_model.bin.index.json`
 * (https://huggingface.co/docs/transformers/big_models).
 *
 *     {"metadata": {...}, "weight_map": {"tensor": "model-00001-of-00017.safetensors", ...}}
 */
import { Fault } from '../../core/fault.ts';
import { isJsonObject, parseJsonObject } from '../json.ts';
import { baseName } from './paths.ts';

const FORMAT = 'JSON';

export interface ShardIndex {
  readonly path: string;
  /** File name of a shard → names of its tensors. */
  readonly shards: ReadonlyMap<string, readonly string[]>;
}

export function isIndexName(name: string): boolean {
  return name.endsWith('.index.json');
}

/** Throws `malformed` or `over-limit`. Folders in the names of shards are dropped: shards lie beside their index. */
export function parseShardIndex(bytes: Uint8Array, path: string): ShardIndex {
  const file = baseName(path);
  const { weight_map: map } = parseJsonObject(bytes, { file, format: FORMAT, what: 'the index' });
  const malformed = (detail: string) => new Fault('malformed', { file, format: FORMAT, detail });
  if (!isJsonObject(map)) throw malformed('it has no weight_map');
  // Keys one by one: for half a million tensors that is five times faster than entries.
  const byPath = new Map<unknown, string[]>();
  for (const tensor of Object.keys(map)) {
    const tensors = byPath.get(map[tensor]);
    if (tensors) tensors.push(tensor);
    else byPath.set(map[tensor], [tensor]);
  }
  const shards = new Map<string, readonly string[]>();
  for (const [shard, tensors] of byPath) {
    const name = typeof shard === 'string' ? lastPart(shard) : '';
    if (/^\.{0,2}$/.test(name)) throw malformed('its weight_map does not name files');
    shards.set(name, [...(shards.get(name) ?? []), ...tensors]);
  }
  return { path, shards };
}

/** Without folders, however they are separated. */
function lastPart(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
