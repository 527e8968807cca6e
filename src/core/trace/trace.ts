/** A trace that was recognised but not read: files of one producer, and how to get at their bytes in any thread. */
import type { CheckpointFile } from '../checkpoint.ts';

export interface Trace {
  /** Id of the importer in `formats/traces`, and what people call the producer. */
  readonly format: string;
  readonly formatName: string;
  /** What a person would call it: the file's name, or the folder's where there are several. */
  readonly name: string;
  /** As checkpoints have it: 16 hex digits. */
  readonly fingerprint: string;
  readonly files: readonly TracePart[];
}

export interface TracePart {
  /** With the folders it came in. */
  readonly path: string;
  readonly file: CheckpointFile;
}

export function traceBytes({ files }: Trace): number {
  return files.reduce((total, { file }) => total + file.size, 0);
}
