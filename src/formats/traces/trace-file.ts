/**
 * A file that may be a trace, and looks into it that importers share: each is done once, however many importers ask.
 * Every look gives null, never a fault, where the file is not what was asked for.
 */
import type { CheckpointFile } from '../../core/checkpoint.ts';
import type { ByteSource } from '../source.ts';

export interface TraceFile {
  /** With folders; and without. */
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly file: CheckpointFile;
  readonly source: ByteSource;
  /** The first bytes, at most `TRACE_HEAD_BYTES`. */
  readonly head: Uint8Array;
}

export const TRACE_HEAD_BYTES = 65_536;
