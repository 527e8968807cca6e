/** Which of the files that were dropped are a dataset's, as far as a name and four bytes can tell. */
import type { OpenableFile } from '../../core/checkpoint.ts';

const HEAD_BYTES = 4;

/** Names that no dataset has: of a hundred shards none is looked into. */
const MODEL_NAME = /\.(safetensors|gguf|pt|pth|ckpt|npy|npz|json)$/;

/**
 * Told by name, and by its first bytes: IDX, gzip (which no checkpoint is), CIFAR batches, tables. A file that can't be read
 * is none: whoever opens it says why.
 */
export async function isDatasetFile({ path, recipe }: OpenableFile): Promise<boolean> {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (/\.(csv|tsv|jsonl|ndjson)$/.test(name)) return true;
  if (/^((data|test)_batch(_\d+)?|train|test)\.bin$/.test(name)) return true;
  if (/^(batches\.meta|.*label_names)\.txt$/.test(name)) return true;
  if (recipe.kind !== 'file' || MODEL_NAME.test(name)) return false;
  const bytes = await recipe.file
    .slice(0, HEAD_BYTES)
    .arrayBuffer()
    .catch(() => null);
  if (bytes === null) return false;
  const head = new Uint8Array(bytes);
  return isGzip(head) || isIdx(head);
}

function isGzip([a, b]: Uint8Array): boolean {
  return a === 0x1f && b === 0x8b;
}

/** Two zeros, a type and a number of axes (`training/datasets/reading/idx.ts`). */
function isIdx([a, b, type, axes]: Uint8Array): boolean {
  const types = [0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e];
  return a === 0 && b === 0 && types.includes(type!) && axes! >= 1 && axes! <= 4;
}
