/**
 * Which files of a repository are its checkpoints, by names alone. Repositories hold the same weights in several
 * formats; the one that opens with the fewest surprises is taken, as Transformers does
 * (https://github.com/huggingface/transformers/blob/main/src/transformers/modeling_utils.py).
 */
import { baseName, folderOf } from './paths.ts';
import { isIndexName } from './shard-index.ts';
import { parseShardName } from './shard-name.ts';

/** By preference. */
const extensions = [
  'safetensors',
  'gguf',
  'bin',
  'pth',
  'pt',
  'ckpt',
  'npz',
  'npy',
  'h5',
  'keras',
  'msgpack',
  'onnx',
];

/** What trainers leave beside a model to go on later, and what is added to one. */
const noModel = /^(?:(?:optimizer|scheduler|scaler|training_args|adapter)|rng_state)/;

/** What Transformers loads where nothing else is asked for. */
const usualStems = ['model', 'pytorch_model'];

/**
 * One path for each checkpoint in `folder` ("" for the root): its index, its file, or its first shard. If one is the
 * usual one, it stands alone. What lies in folders below counts only where the folder itself holds none.
 */
export function pickCheckpoints(paths: readonly string[], folder: string): string[] {
  const below = paths.filter((path) => folder === '' || path.startsWith(`${folder}/`));
  const here = checkpointsIn(below, folder);
  if (here.length > 0) return here;
  const folders = [...new Set(below.map(folderOf))].sort();
  return folders.flatMap((inner) => checkpointsIn(below, inner));
}

function checkpointsIn(paths: readonly string[], folder: string): string[] {
  const here = paths.filter((path) => folderOf(path) === folder && !noModel.test(baseName(path)));
  for (const extension of extensions) {
    const files = here.filter((path) => path.toLowerCase().endsWith(`.${extension}`)).sort();
    if (files.length === 0) continue;
    const stems = new Map<string, string>();
    for (const path of files) {
      const stem = stemOf(baseName(path), extension);
      if (!stems.has(stem)) stems.set(stem, entryOf(path, here));
    }
    const usual = usualStems.map((stem) => stems.get(stem)).find((path) => path !== undefined);
    return usual === undefined ? [...stems.values()] : [usual];
  }
  return [];
}

/** "model-00001-of-00019.safetensors" → "model". */
function stemOf(name: string, extension: string): string {
  const shard = parseShardName(name);
  return shard === null ? name.slice(0, -extension.length - 1) : shard.prefix.replace(/[-_.]+$/, '');
}

/** Shards are opened by the index beside them, if there is one. */
function entryOf(path: string, beside: readonly string[]): string {
  const shard = parseShardName(baseName(path));
  if (shard === null) return path;
  const stem = path.slice(0, path.length - baseName(path).length) + shard.prefix.replace(/[-_.]+$/, '');
  return beside.find((other) => isIndexName(other) && other.startsWith(`${stem}.`)) ?? path;
}
