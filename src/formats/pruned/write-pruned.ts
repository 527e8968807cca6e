/** The files of a pruned checkpoint, one after the other, with a few megabytes in memory at any time. */
import { byteLengthOf } from '../../core/dtype.ts';
import type { TensorEntry } from '../../core/tensor.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import type { SourceOf } from '../sources/source-of.ts';
import { beginSafetensors } from '../checkpoints/safetensors-writer.ts';
import { writeFile, type ByteSink, type SinkFolder } from './byte-sink.ts';
import { copyMerged } from './copy-merged.ts';
import { copyTensor } from './copy-tensor.ts';
import type { PrunedFiles } from './plan-files.ts';
import type { PrunedTensor } from './pruned-tensors.ts';
import { prunedTexts } from './pruned-texts.ts';
import { RowMasks, type RowMaskedPart } from './row-masks.ts';
import { UnitOrders } from './unit-orders.ts';

export interface WriteOptions extends ReadOptions {
  readonly sourceOf: SourceOf;
  readonly report?: (progress: WriteProgress) => void;
}

export interface WriteProgress {
  readonly writtenBytes: number;
  readonly totalBytes: number;
}

/** What transformers looks for before it loads a file. */
export const METADATA = { format: 'pt' };

/**
 * Index and config.json come last: without them, shards are no whole model. Answers with the names of all files. Throws
 * `write-failed` and the faults of sources; AbortError when aborted. What was closed before stays.
 */
export async function writePruned(
  files: PrunedFiles,
  folder: SinkFolder,
  { sourceOf, signal, report }: WriteOptions,
): Promise<readonly string[]> {
  const { checkpoint, shards, masks, rowMasks, unitAxes, byteLength: totalBytes } = files;
  const { tensors: originals } = checkpoint;
  const sources = checkpoint.files.map(({ recipe }) => sourceOf(recipe));
  const sourceOfFile = (file: number) => sources[file]!;
  const orders = unitAxes && new UnitOrders({ axes: unitAxes, tensors: originals, sourceOfFile });
  let writtenBytes = 0;
  const tell = (bytes: number) => report?.({ writtenBytes: (writtenBytes += bytes), totalBytes });

  async function copy({ source, cut, mean }: PrunedTensor, sink: ByteSink): Promise<void> {
    signal?.throwIfAborted();
    const tensor = originals[source]!;
    if (mean !== null) {
      await copyMerged(mean, { sourceOfFile, tensors: originals, orders, sink, signal, report: tell });
      return;
    }
    const file = sourceOfFile(tensor.file);
    const mask = masks.get(source) ?? null;
    const byRow = rowMasks.get(source);
    const rows = byRow === undefined ? null : rowMasksOf(tensor, byRow, { file, signal });
    await copyTensor(tensor, { source: file, sink, cut, mask, rows, signal, report: tell });
  }

  for (const { name, tensors } of shards) {
    const { head, ordered } = beginSafetensors(tensors, METADATA);
    await writeFile(folder, name, async (sink) => {
      await sink.write(head);
      for (const tensor of ordered) await copy(tensor, sink);
    });
  }
  const texts = prunedTexts(files);
  for (const { name, text } of texts) {
    await writeFile(folder, name, (sink) => sink.write(new TextEncoder().encode(text)));
  }
  return [...shards, ...texts].map(({ name }) => name);
}

/** Of one tensor, whose rows are read from its file once more. */
function rowMasksOf(
  { dtype, startByte }: TensorEntry,
  parts: readonly RowMaskedPart[],
  { file, signal }: ReadOptions & { readonly file: ByteSource },
): RowMasks {
  const byteAt = (element: number) => startByte + byteLengthOf(dtype, element);
  return new RowMasks(parts, {
    dtype,
    read: (start, end) => file.read(byteAt(start), byteAt(end), { signal }),
  });
}
