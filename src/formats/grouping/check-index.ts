/** An index held against the shards that it lists: either may be of another model. */
import { Fault, notice, type Notice } from '../../core/fault.ts';
import type { OpenedShard } from './merge-shards.ts';
import { baseName } from './paths.ts';
import type { ShardIndex } from './shard-index.ts';

/** What an index says of tensors that were not found, and whether it is to be believed. */
export interface IndexCheck {
  readonly isBelieved: boolean;
  readonly notices: readonly Notice[];
}

/**
 * A shard whose listed tensors are all nowhere is another model's, if the index is right about some other shard:
 * `mixed-shards` is thrown. If it is right about none, it is the index that is another's, and is put aside. Single
 * tensors that are nowhere are named. `present` are the names of all tensors of all shards.
 */
export function checkIndex(
  shards: readonly OpenedShard[],
  { index, present }: { index: ShardIndex; present: ReadonlySet<string> },
): IndexCheck {
  const file = baseName(index.path);
  const checks = shards
    .map(({ name }) => ({ name, listed: index.shards.get(name) ?? [] }))
    .filter(({ listed }) => listed.length > 0)
    .map(({ name, listed }) => ({ name, listed, nowhere: listed.filter((tensor) => !present.has(tensor)) }));
  const foreign = checks.filter(({ listed, nowhere }) => nowhere.length === listed.length);
  const other = foreign[0];
  if (other && foreign.length < checks.length) {
    const detail = `none of the ${other.listed.length} tensors listed for it is there`;
    throw new Fault('mixed-shards', { first: file, second: other.name, detail });
  }
  if (other) {
    const detail = `none of the tensors that it lists for ${other.name} is there`;
    return { isBelieved: false, notices: [notice('bad-companion-file', { file, detail })] };
  }
  const lost = checks.flatMap(({ nowhere }) => nowhere);
  if (lost.length === 0) return { isBelieved: true, notices: [] };
  const detail = `it lists ${lost.length} tensors that are in no shard, such as “${lost[0]!}”`;
  return { isBelieved: true, notices: [notice('bad-companion-file', { file, detail })] };
}
