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
    }
  /** An array that lies in chunks inside another source, as the run of bytes that it would be in row-major order. */
  | {
      readonly kind: 'chunked';
      readonly of: SourceRecipe;
      readonly name: string;
      readonly size: number;
      readonly shape: readonly number[];
      /** Shape of a chunk; those at the far ends may reach beyond the array. */
      readonly chunk: readonly number[];
      readonly elementBytes: number;
      /** What was done to each chunk, in order. */
      readonly filters: readonly ChunkFilter[];
      readonly chunks: ChunkTable;
    }
  /** Runs of bytes of several sources, one after the other: what is cut in shards wherever it may be. */
  | {
      readonly kind: 'joined';
      /** The first of them. */
      readonly of: SourceRecipe;
      readonly name: string;
      readonly size: number;
      readonly parts: readonly JoinedPart[];
    };

export interface JoinedPart {
  readonly recipe: SourceRecipe;
  readonly startByte: number;
  readonly endByte: number;
}

export type ChunkFilter = 'deflate' | 'shuffle' | 'checksum';

/** Chunks in row-major order. */
export interface ChunkTable {
  readonly startByte: Float64Array;
  readonly byteLength: Float64Array;
  /** A bit for every filter that was not used on the chunk. */
  readonly skipped: Uint32Array;
}

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
  return isInside(recipe) ? isRemote(recipe.of) : recipe.kind === 'url';
}

/** True for what is made of the bytes of another source, and is no file of its own. */
export function isInside(recipe: SourceRecipe): recipe is Extract<SourceRecipe, { of: SourceRecipe }> {
  return 'of' in recipe;
}

export function isSequential(recipe: SourceRecipe): boolean {
  return recipe.kind === 'inflated';
}
