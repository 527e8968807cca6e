/** An index held against the shards that it lists: either may be of another model. */
import { Fault, notice, type Notice } from '../../core/fault.ts';
import type { OpenedShard } from './merge-shards.ts';
import { baseName } from './openable-file.ts';
import type { ShardIndex } from './shard-index.ts';

/** What an index says of tensors that were not found, and whether it is to be believed. */
export interface IndexCheck {
  readonly isBelieved: boolean;
  readonly notices: readonly Notice[];
}

/**
 * A shard with none of the tensors that the index lists for it is another model's, if the index is right about some
 * other shard: `mixed-shards` is thrown. If it is right about none, it is the index that is another's, and is put
 * aside. Single tensors that are in no shard are named. `present` are the names of all
 * tensors of all shards.
 */
export function checkIndex(
  shards: readonly OpenedShard[],
  { index, present }: { index: ShardIndex; present: ReadonlySet<string> },
): IndexCheck {
  const file = baseName(index.path);
  const checks = shards.map((shard) => checkShard(shard, index)).filter(({ listed }) => listed > 0);
  const foreign = checks.filter(({ listed, lacking }) => lacking.length === listed);
  const other = foreign[0];
  if (other && foreign.length < checks.length) {
    const detail = `none of the ${other.listed} tensors listed for it is in it`;
    throw new Fault('mixed-shards', { first: file, second: other.name, detail });
  }
  if (other) {
    const detail = `none of the tensors that it lists for ${other.name} is there`;
    return { isBelieved: false, notices: [notice('bad-companion-file', { file, detail })] };
  }
  const nowhere = checks.flatMap(({ lacking }) => lacking).filter((name) => !present.has(name));
  if (nowhere.length === 0) return { isBelieved: true, notices: [] };
  const detail = `it lists ${nowhere.length} tensors that are in no shard, such as “${nowhere[0]!}”`;
  return { isBelieved: true, notices: [notice('bad-companion-file', { file, detail })] };
}

function checkShard({ name, contents }: OpenedShard, { shards }: ShardIndex) {
  const listed = shards.get(name) ?? [];
  const held = new Set(contents.tensors.map((tensor) => tensor.name));
  return { name, listed: listed.length, lacking: listed.filter((tensor) => !held.has(tensor)) };
}
