/** What each file is for, by its name: most of what lies beside weights need not be read to be left alone. */
import type { OpenableFile } from '../../core/checkpoint.ts';
import { isConfigName } from './model-config.ts';
import { baseName, isInFolder } from './paths.ts';
import { isIndexName } from './shard-index.ts';

/** Texts, code, pictures, and other files that a model's repository usually has. */
const usualName = new RegExp(
  [
    '\\.(?:md|rst|txt|json|jsonl|jinja2?|ya?ml|toml|cfg|ini|lock|log|csv|tsv|html?|css|js|ts|py|pyc|sh|ipynb|pdf)$',
    '\\.(?:png|jpe?g|gif|webp|svg|ico|bmp|mp[34]|wav|webm)$',
    '\\.(?:vocab|bpe|tiktoken|spm|metadata|sha256|md5|sig|asc)$',
    '^(?:tokenizer|spiece|sentencepiece|readme|license|licence|notice|citation|use_policy|vocab|merges|makefile|dockerfile|thumbs\\.db)',
  ].join('|'),
  'i',
);

export interface SortedFiles {
  readonly weights: readonly OpenableFile[];
  readonly indexes: readonly OpenableFile[];
  readonly configs: readonly OpenableFile[];
  /** Left aside, and worth a word; what usually lies beside weights is dropped in silence. */
  readonly asides: readonly OpenableFile[];
}

export function sortByName(files: readonly OpenableFile[]): SortedFiles {
  const indexes = files.filter(({ path }) => isIndexName(path));
  const configs = files.filter(({ path }) => isConfigName(baseName(path)));
  const known = new Set([...indexes, ...configs]);
  const rest = files.filter((file) => !known.has(file) && !isBystander(file));
  const weights = rest.filter((file) => !isTrainerState(file));
  // Chosen alone, a trainer's state is what is wanted.
  if (weights.length === 0) return { weights: rest, indexes, configs, asides: [] };
  return { weights, indexes, configs, asides: rest.filter(isTrainerState) };
}

/** Also whatever is in or is a hidden file: `.gitattributes`, `repository/.git/…`; but not in a hidden folder opened itself. */
function isBystander(file: OpenableFile): boolean {
  const parts = file.path.split('/');
  const within = parts.length > 1 ? parts.slice(1) : parts;
  if (within.some((part) => part.startsWith('.'))) return true;
  return usualName.test(baseName(file.path)) && !promisesWeights(file) && !mayBeTfjs(file);
}

/** TensorFlow.js keeps its list of weights in a text. */
function mayBeTfjs({ path }: OpenableFile): boolean {
  return /model[^/]*\.json$/i.test(path);
}

/** What trainers leave in a checkpoint's folder to go on later. */
function isTrainerState(file: OpenableFile): boolean {
  return (
    isInFolder(file) &&
    /^(?:(?:optimizer|scheduler|scaler|training_args)\b|rng_state)/.test(baseName(file.path))
  );
}

/** A name that promises weights, so that a failure to read them must not pass for a file by the way. */
export function promisesWeights({ path }: OpenableFile): boolean {
  return /\.(?:safetensors|gguf|pt|pth|ckpt|npz|npy|h5|hdf5|keras|onnx|msgpack)$|(?:^|[_-])model[^/]*\.bin$|-of-\d+\.[^/]+$/.test(
    baseName(path),
  );
}
