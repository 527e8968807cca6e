/**
 * Names of shards: `model-00001-of-00019.safetensors`. The Hugging Face Hub's pattern has five digits or six
 * (huggingface.js, parse-safetensors-metadata.ts); models in the wild have any number, and some count from 0.
 */
import { MAX_FILES } from '../limits.ts';

export interface ShardName {
  /** What is before the number, its separator included: `model-`. */
  readonly prefix: string;
  readonly number: number;
  readonly total: number;
  /** Digits of the number, with leading zeros. */
  readonly digits: number;
  /** From "-of-" on: what shards of one set have in common at their end. */
  readonly suffix: string;
}

/** Null for a name without shard numbers, or with more of them than files can be opened. */
export function parseShardName(name: string): ShardName | null {
  const match = /^(.*?)(\d{1,6})(-of-(\d{1,6})(?:\.[^/]*)?)$/.exec(name);
  if (match === null) return null;
  const [, prefix = '', digits = '', suffix = '', total = ''] = match;
  if (Number(total) > MAX_FILES) return null;
  return { prefix, number: Number(digits), total: Number(total), digits: digits.length, suffix };
}

function formatShardName({ prefix, digits, suffix }: ShardName, number: number): string {
  return prefix + String(number).padStart(digits, '0') + suffix;
}

/** Names of all shards of the set that the given ones, at least one, belong to. */
export function shardSet(given: readonly [ShardName, ...ShardName[]]): string[] {
  const [first] = given;
  const numbers = given.map(({ number }) => number);
  const start = numbers.includes(0) && !numbers.includes(first.total) ? 0 : 1;
  return Array.from({ length: first.total }, (_, i) => formatShardName(first, start + i));
}
