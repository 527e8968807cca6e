/**
 * Tensors divided into files as Hugging Face's libraries name and index them: `model.safetensors` alone, or
 * `model-00001-of-00003.safetensors` and so on with `model.safetensors.index.json`
 * (huggingface_hub, serialization/_base.py, split_state_dict_into_shards_factory).
 */
import { tensorBytes, type TensorFacts } from '../checkpoints/safetensors-writer.ts';

/** Their default, 5 GB. */
export const USUAL_SHARD_BYTES = 5e9;

export interface Shard<T extends TensorFacts> {
  readonly name: string;
  readonly tensors: readonly T[];
}

export interface ShardIndexText {
  readonly name: string;
  readonly text: string;
}

/** In the given order, none larger than `shardBytes` unless a single tensor is. */
export function divideIntoShards<T extends TensorFacts>(
  tensors: readonly T[],
  shardBytes: number,
): Shard<T>[] {
  const shards: T[][] = [[]];
  let filled = 0;
  for (const tensor of tensors) {
    const bytes = tensorBytes(tensor);
    if (filled > 0 && filled + bytes > shardBytes) {
      shards.push([]);
      filled = 0;
    }
    shards.at(-1)!.push(tensor);
    filled += bytes;
  }
  if (shards.length === 1) return [{ name: 'model.safetensors', tensors: shards[0]! }];
  const number = (value: number) => String(value).padStart(5, '0');
  const of = number(shards.length);
  return shards.map((own, i) => ({ name: `model-${number(i + 1)}-of-${of}.safetensors`, tensors: own }));
}

/** Null for a single file, which needs none. */
export function shardIndexOf(shards: readonly Shard<TensorFacts>[]): ShardIndexText | null {
  if (shards.length === 1) return null;
  const all = shards.flatMap(({ tensors }) => tensors);
  const places = shards.flatMap(({ name, tensors }) => tensors.map((tensor) => [tensor.name, name] as const));
  const index = {
    metadata: { total_size: all.reduce((sum, tensor) => sum + tensorBytes(tensor), 0) },
    weight_map: Object.fromEntries(places.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  return { name: 'model.safetensors.index.json', text: `${JSON.stringify(index, null, 2)}\n` };
}
