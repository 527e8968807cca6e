/** One file that may hold weights: recognised and read, header only. */
import type { OpenableFile } from '../core/checkpoint.ts';
import { Fault } from '../core/fault.ts';
import { HEAD_BYTES, type CheckpointFormat, type FileContents } from './format.ts';
import { filesBeside } from './grouping/files-beside.ts';
import { readQuantNotes } from './quant-notes.ts';
import { recogniseFormat } from './sniff.ts';
import type { ReadOptions } from './source.ts';
import { withKnownHead } from './sources/known-head.ts';
import type { SourceOf } from './sources/source-of.ts';

/** Throws Fault; AbortError when aborted. */
export async function openFile(
  file: OpenableFile,
  {
    sourceOf,
    all = new Map(),
    ...options
  }: ReadOptions & {
    readonly sourceOf: SourceOf;
    /** What came along, by path. */
    readonly all?: ReadonlyMap<string, OpenableFile>;
  },
): Promise<{ format: CheckpointFormat; contents: FileContents; used: ReadonlySet<OpenableFile> }> {
  const { recipe, head: known } = file;
  const source = sourceOf(recipe);
  const { name, size } = source;
  if (size === 0) throw new Fault('empty-file', { file: name });
  const head = known ?? (await source.read(0, Math.min(size, HEAD_BYTES), options));
  const format = recogniseFormat({ name, size, head });
  const { find: beside, used } = filesBeside(file, { all, sourceOf });
  const contents = await format.read({ name, size, recipe }, withKnownHead(source, head), {
    ...options,
    beside,
  });
  return { format, contents: await readQuantNotes(contents, { sourceOf, ...options }), used };
}

/** A small text whole. Throws `over-limit` beyond `maxBytes`, and what sources throw. */
export async function readText(
  { recipe }: OpenableFile,
  {
    sourceOf,
    maxBytes,
    ...options
  }: ReadOptions & { readonly sourceOf: SourceOf; readonly maxBytes: number },
): Promise<Uint8Array> {
  const source = sourceOf(recipe);
  const { name: file, size: value } = source;
  if (value > maxBytes) {
    throw new Fault('over-limit', { file, what: 'its size in bytes', value, limit: maxBytes });
  }
  return source.read(0, value, options);
}
