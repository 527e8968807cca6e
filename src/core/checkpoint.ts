/** A checkpoint: a set of named tensors, wherever they come from. */
import type { Notice } from './fault.ts';
import type { TensorEntry } from './tensor.ts';

/** How to get at bytes again, in any thread. Plain data (a `File` clones by reference, without its bytes). */
export type SourceRecipe =
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Uint8Array }
  | {
      readonly kind: 'url';
      readonly url: string;
      readonly name: string;
      readonly size: number;
      readonly etag: string | null;
      /** When it was last modified, in the server's words; absent where it does not say. */
      readonly modified?: string;
    }
  | { readonly kind: 'path'; readonly path: string }
  /** A deflated run of bytes inside another source, readable only from its beginning. */
  | {
      readonly kind: 'inflated';
      readonly of: SourceRecipe;
      readonly name: string;
      readonly startByte: number;
      readonly endByte: number;
      readonly size: number;
    };

/** A file as it was dropped, picked or found at an address, before it is known what it is. */
export interface OpenableFile {
  /** With the folders it came in, separated by "/": `mixtral/model-00001-of-00019.safetensors`. */
  readonly path: string;
  readonly recipe: SourceRecipe;
  /** Its first bytes, where they have been read already. */
  readonly head?: Uint8Array;
}

export interface CheckpointFile {
  readonly name: string;
  readonly size: number;
  readonly recipe: SourceRecipe;
}

/** The parsed config.json of a model, as found: readers check each key they use. */
export type ModelConfig = Readonly<Record<string, unknown>>;

export interface Checkpoint {
  /** What a person would call it: the folder's or file's name without shard numbers. */
  readonly name: string;
  /** Id of the format in `formats/checkpoints`, and its name for people. */
  readonly format: string;
  readonly formatName: string;
  readonly files: readonly CheckpointFile[];
  readonly tensors: readonly TensorEntry[];
  readonly config: ModelConfig | null;
  /** Free text that the format carries along (`__metadata__` and the like). */
  readonly metadata: Readonly<Record<string, string>>;
  /** What is worth knowing about a checkpoint that opened. */
  readonly notices: readonly Notice[];
}

/** True if each range read costs a request to a server. */
export function isRemote(recipe: SourceRecipe): boolean {
  return recipe.kind === 'inflated' ? isRemote(recipe.of) : recipe.kind === 'url';
}

export function isSequential(recipe: SourceRecipe): boolean {
  return recipe.kind === 'inflated';
}
