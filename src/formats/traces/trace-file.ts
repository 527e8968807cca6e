/**
 * A file that may be a trace, and looks into it that importers share: each is done once, however many importers ask.
 * Every look gives null, never a fault, where the file is not what was asked for.
 */
import type { CheckpointFile } from '../../core/checkpoint.ts';
import type { TracePart } from '../../core/trace/trace.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import { withKnownHead } from '../sources/known-head.ts';
import type { SourceOf } from '../sources/source-of.ts';

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

/** Reads the first bytes. Throws what sources throw. */
export async function asTraceFile(
  { path, file }: TracePart,
  { sourceOf, signal }: ReadOptions & { readonly sourceOf: SourceOf },
): Promise<TraceFile> {
  const source = sourceOf(file.recipe);
  const { name, size } = source;
  const head = await source.read(0, Math.min(size, TRACE_HEAD_BYTES), { signal });
  return { path, name, size, file, source: withKnownHead(source, head), head };
}
