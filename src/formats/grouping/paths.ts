/** Paths as files come with: folders separated by "/". */
import type { OpenableFile } from '../../core/checkpoint.ts';

/** "a/b/c.bin" → "c.bin". */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** "a/b/c.bin" → "a/b"; "" for a file without a folder. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function isInFolder({ path }: OpenableFile): boolean {
  return path.includes('/');
}
