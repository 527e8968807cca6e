/** What an importer of traces is: one file that knows one producer, and a line in `index.ts`. */
import type { FindingCode } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import type { ReadOptions } from '../source.ts';
import type { TraceFile } from './trace-file.ts';

export interface TraceReadOptions extends ReadOptions {
  readonly report?: (progress: TraceProgress) => void;
  /** Whether a trap is to be put right: yes, unless the person took it back. */
  readonly corrects: (code: FindingCode) => boolean;
}

export interface TraceProgress {
  readonly readBytes: number;
  readonly totalBytes: number;
}

export interface TraceFormat {
  readonly id: string;
  /** The producer, as people call it. */
  readonly name: string;
  /** What of it is read, for the table of formats: "Counts by step, summed over ranks". */
  readonly gives: string;
  /** Where the format is specified or written. */
  readonly source: string;
  /** By content, never by name alone. Must not throw; asks the file for no more than it needs. */
  recognises(file: TraceFile): Promise<boolean>;
  /** Names (without folders) of files that mean nothing alone and belong to recognised ones of their folder. */
  readonly companions?: RegExp;
  /** Which of its files in one folder make up one trace; each for itself where absent. Companions are passed to all. */
  readonly areOneTrace?: boolean;
  /** Throws Fault on a damaged file of which nothing can be used. */
  read(files: readonly TraceFile[], sink: TraceSink, options: TraceReadOptions): Promise<void>;
}
