/**
 * Files of models by paths: what was named, what lies in a named folder, the shards that a named index lists, and the
 * config.json beside. A named file that is absent is left for the reader to report.
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { OpenableFile } from '../core/checkpoint.ts';
import { SUMMARY_FILE_ENDING } from '../core/summary-file.ts';
import { isIndexName, parseShardIndex } from '../formats/grouping/shard-index.ts';
import { MAX_FILES, MAX_INDEX_BYTES } from '../formats/limits.ts';
import { readText } from '../formats/open-file.ts';
import { sourceOf, unreadable } from './path-source.ts';

/** What is opened together: all that lies in a folder, or some of its files that were named one by one. */
export interface Batch {
  readonly folder: string;
  /** Null for all. */
  readonly names: readonly string[] | null;
}

/** In the order of their first mention. */
export async function batchesOf(paths: readonly string[]): Promise<Batch[]> {
  const batches: Batch[] = [];
  const namesIn = new Map<string, string[]>();
  for (const path of paths.map((path) => resolve(path))) {
    if (await isThere(path, 'folder')) {
      batches.push({ folder: path, names: null });
      continue;
    }
    const folder = dirname(path);
    const known = namesIn.get(folder);
    if (known !== undefined) known.push(basename(path));
    else {
      const names = [basename(path)];
      namesIn.set(folder, names);
      batches.push({ folder, names });
    }
  }
  return batches;
}

/** Throws `file-unreadable` for a folder, and what is wrong with an index. */
export async function filesOf({ folder, names }: Batch): Promise<OpenableFile[]> {
  return names === null ? filesInFolder(folder) : namedFiles(folder, names);
}

/** They come without their folder, as if dropped one by one, so that what is wrong with any of them is told. */
async function namedFiles(folder: string, names: readonly string[]): Promise<OpenableFile[]> {
  const all = new Set(names);
  for (const name of names.filter(isIndexName)) {
    for (const shard of await shardsListedIn(folder, name)) all.add(shard);
  }
  if (await isThere(join(folder, 'config.json'), 'file')) all.add('config.json');
  return Array.from(all, (name) => fileAt(join(folder, name), name));
}

/** What the files of a batch turned out to refer to, as far as it is there and was not named. */
export async function filesBeside(
  { folder, names }: Batch,
  wanted: readonly string[],
): Promise<OpenableFile[]> {
  if (names === null) return [];
  const others = wanted.filter((name) => !names.includes(name));
  const areThere = await Promise.all(others.map((name) => isThere(join(folder, name), 'file')));
  return others.filter((_, i) => areThere[i]).map((name) => fileAt(join(folder, name), name));
}

/** Those that are there, or all if none is. */
async function shardsListedIn(folder: string, index: string): Promise<readonly string[]> {
  const file = fileAt(join(folder, index), index);
  const bytes = await readText(file, { sourceOf, maxBytes: MAX_INDEX_BYTES });
  const listed = [...parseShardIndex(bytes, index).shards.keys()];
  const areThere = await Promise.all(listed.map((name) => isThere(join(folder, name), 'file')));
  const present = listed.filter((_, i) => areThere[i]);
  return present.length > 0 ? present : listed;
}

/**
 * At most one more than may be opened. Finished summaries, hidden files and hidden folders are left out, and links to
 * folders not followed.
 */
async function filesInFolder(folder: string): Promise<OpenableFile[]> {
  const files: OpenableFile[] = [];
  const walk = async (path: string, shown: string): Promise<void> => {
    for (const entry of await entriesOf(path)) {
      if (files.length > MAX_FILES) return;
      if (entry.name.startsWith('.') || entry.name.endsWith(SUMMARY_FILE_ENDING)) continue;
      const inside = join(path, entry.name);
      const name = `${shown}/${entry.name}`;
      if (entry.isDirectory()) await walk(inside, name);
      else if (await isThere(inside, 'file')) files.push(fileAt(inside, name));
    }
  };
  await walk(folder, basename(folder));
  return files;
}

async function entriesOf(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw unreadable(folder, error);
  }
}

function fileAt(path: string, shown: string): OpenableFile {
  return { path: shown, recipe: { kind: 'path', path } };
}

/** Through links. */
async function isThere(path: string, what: 'file' | 'folder'): Promise<boolean> {
  return stat(path).then(
    (found) => (what === 'file' ? found.isFile() : found.isDirectory()),
    () => false,
  );
}

/** A folder as models are called by it, with "/" on every system. */
export function withSlashes(folder: string): string {
  return folder.split(sep).join('/');
}
