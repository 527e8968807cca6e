/**
 * Which files make up one model, by names alone: what an index lists, what is numbered alike in one folder, and
 * every other file for itself.
 */
import type { OpenableFile } from '../../core/checkpoint.ts';
import { groupName, withoutExtension } from './group-name.ts';
import { baseName, folderOf } from './paths.ts';
import type { ShardIndex } from './shard-index.ts';
import { parseShardName, shardSet } from './shard-name.ts';

export interface FileGroup {
  readonly name: string;
  readonly folder: string;
  /** In the order of their shard numbers; never empty. */
  readonly files: readonly OpenableFile[];
  readonly index: ShardIndex | null;
  /** Names of shards that belong to it and were not given. */
  readonly missing: readonly string[];
}

export function groupFiles(
  files: readonly OpenableFile[],
  indexes: readonly ShardIndex[],
): readonly FileGroup[] {
  const groups: FileGroup[] = [];
  let rest = files;
  for (const index of indexes) {
    const group = groupByIndex(rest, index);
    if (group === null) continue;
    groups.push(group);
    const taken = new Set(group.files);
    rest = rest.filter((file) => !taken.has(file));
  }
  const places = new Map(files.map((file, place) => [file, place]));
  return withDistinctNames(
    [...groups, ...groupByNumbers(rest)].sort((a, b) => places.get(a.files[0]!)! - places.get(b.files[0]!)!),
  );
}

/** The files beside the index that it lists; null if there is none of them. */
function groupByIndex(files: readonly OpenableFile[], index: ShardIndex): FileGroup | null {
  const folder = folderOf(index.path);
  const listed = files.filter(({ path }) => folderOf(path) === folder && index.shards.has(baseName(path)));
  if (listed.length === 0) return null;
  const present = new Set(listed.map(({ path }) => baseName(path)));
  return {
    name: groupName(folder, withoutExtension(index.path.replace(/\.index\.json$/, ''))),
    folder,
    files: inShardOrder(listed),
    index,
    missing: [...index.shards.keys()].filter((name) => !present.has(name)).sort(),
  };
}

/** Shards of one folder, prefix, total and extension are one model; what has no numbers is one for itself. */
function groupByNumbers(files: readonly OpenableFile[]): FileGroup[] {
  const sets = new Map<string, OpenableFile[]>();
  for (const file of files) {
    const shard = parseShardName(baseName(file.path));
    // A file for itself gets a key that no other has, not even one of the same path.
    const key = shard ? JSON.stringify([folderOf(file.path), shard.prefix, shard.suffix]) : `${sets.size}`;
    const set = sets.get(key);
    if (set) set.push(file);
    else sets.set(key, [file]);
  }
  return [...sets.values()].map((set) => {
    const [first] = set;
    const { path } = first!;
    const stem = parseShardName(baseName(path))?.prefix.replace(/[-_.]+$/, '') ?? withoutExtension(path);
    const folder = folderOf(path);
    return {
      name: groupName(folder, stem),
      folder,
      files: inShardOrder(set),
      index: null,
      missing: missingByNumbers(set),
    };
  });
}

/** Names of the shards that the numbers of the given ones leave out. */
export function missingByNumbers(files: readonly OpenableFile[]): string[] {
  const names = files.map(({ path }) => baseName(path));
  const [first, ...others] = names.map(parseShardName).filter((shard) => shard !== null);
  if (first === undefined) return [];
  const present = new Set(names);
  return shardSet([first, ...others]).filter((name) => !present.has(name));
}

function inShardOrder(files: readonly OpenableFile[]): OpenableFile[] {
  const numberOf = ({ path }: OpenableFile) => parseShardName(baseName(path))?.number ?? 0;
  // Sorting is stable, so names settle what numbers leave open.
  return files
    .toSorted((a, b) => Number(a.path > b.path) - Number(a.path < b.path))
    .sort((a, b) => numberOf(a) - numberOf(b));
}

/** Models of the same name are told apart by their path. */
function withDistinctNames(groups: readonly FileGroup[]): FileGroup[] {
  const counts = new Map<string, number>();
  for (const { name } of groups) counts.set(name, (counts.get(name) ?? 0) + 1);
  return groups.map((group) =>
    counts.get(group.name) === 1 ? group : { ...group, name: group.files[0]!.path },
  );
}
