/**
 * What a checkpoint format is: one file that reads one kind of bytes. Which files make up one model (shards, index,
 * config.json) is the same for all formats and lies in `open.ts`; what the tensors mean lies in `core/families`.
 */
import type { CheckpointFile, ModelConfig } from '../core/checkpoint.ts';
import type { Notice } from '../core/fault.ts';
import type { TensorEntry } from '../core/tensor.ts';
import type { FindBeside } from './grouping/files-beside.ts';
import type { ByteSource, ReadOptions } from './source.ts';

/** The first bytes of a file, read once and shown to every format. */
export interface FileHead {
  readonly name: string;
  readonly size: number;
  /** At most `HEAD_BYTES` of the file's beginning. */
  readonly head: Uint8Array;
}

export interface CheckpointFormat {
  readonly id: string;
  /** As people call it. */
  readonly name: string;
  /** True if the bytes are of this format; by content, never by name alone. Must not throw. */
  recognises(file: FileHead): boolean;
  /** Tensors of one file, without reading their elements. Throws Fault on a damaged or hostile file. */
  read(file: CheckpointFile, source: ByteSource, options?: FormatOptions): Promise<FileContents>;
}

export interface FormatOptions extends ReadOptions {
  /** Files that came along, for formats that refer to others; without it, none did. */
  readonly beside?: FindBeside;
}

export interface FileContents {
  /** `tensor.file` counts within `files`. */
  readonly tensors: readonly TensorEntry[];
  /** The file itself, and any further sources inside it (a deflated member of an archive). */
  readonly files: readonly CheckpointFile[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Settings that the format itself carries, by its own keys; null or absent if it carries none. */
  readonly config?: ModelConfig | null;
  readonly notices: readonly Notice[];
}

/** Enough for every magic number, and for a first look at a header's beginning. */
export const HEAD_BYTES = 1024;
