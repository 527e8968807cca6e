/** A file as it was dropped, picked or found at an address, before it is known what it is. */
import type { SourceRecipe } from '../../core/checkpoint.ts';

export interface OpenableFile {
  /** With the folders it came in, separated by "/": `mixtral/model-00001-of-00019.safetensors`. */
  readonly path: string;
  readonly recipe: SourceRecipe;
  /** Its first bytes, where they have been read already. */
  readonly head?: Uint8Array;
}

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
