/** Files that a file refers to, among those that came along: weights of ONNX and TensorFlow.js lie in files of their own. */
import type { CheckpointFile, OpenableFile } from '../../core/checkpoint.ts';
import { Fault } from '../../core/fault.ts';
import { clipped } from '../clipped.ts';
import type { ByteSource } from '../source.ts';
import type { SourceOf } from '../sources/source-of.ts';
import { folderOf } from './paths.ts';

/** Looks a file up by its path from the folder of the one that refers to it; null if it did not come along. */
export type FindBeside = (path: string) => FileBeside | null;

export interface FileBeside {
  readonly file: CheckpointFile;
  readonly source: ByteSource;
}

export interface FilesBeside {
  readonly find: FindBeside;
  /** Those that were found. */
  readonly used: ReadonlySet<OpenableFile>;
}

export function filesBeside(
  { path: from }: OpenableFile,
  { all, sourceOf }: { readonly all: ReadonlyMap<string, OpenableFile>; readonly sourceOf: SourceOf },
): FilesBeside {
  const folder = folderOf(from);
  const used = new Set<OpenableFile>();
  function find(path: string): FileBeside | null {
    const found = all.get(folder === '' ? path : `${folder}/${path}`);
    if (found === undefined) return null;
    used.add(found);
    const source = sourceOf(found.recipe);
    return { file: { name: source.name, size: source.size, recipe: found.recipe }, source };
  }
  return { find, used };
}

/**
 * A path that a file gives, in its plainest form. Throws `malformed` for one that does not lie in the file's own folder: nothing
 * but what came along is ever looked up, but a file that says so is not to be trusted.
 */
export function pathInside(path: string, { file, format }: { file: string; format: string }): string {
  const parts = path.split('/').filter((part) => part !== '.');
  const isOutside =
    parts.length === 0 ||
    parts.some((part) => part === '' || part === '..') ||
    /[\\\0]|^[A-Za-z][A-Za-z+.-]*:/.test(path);
  if (!isOutside) return parts.join('/');
  const detail = `its weights are said to be outside its folder, in “${clipped(path)}”`;
  throw new Fault('malformed', { file, format, detail });
}
