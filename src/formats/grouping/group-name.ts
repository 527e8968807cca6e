/** What a person would call a model, by its folder and files. */
import { baseName } from './paths.ts';

/** File names that say nothing: the folder's name is better. */
const genericStem =
  /^(?:(?:.*_)?model|consolidated(?:\.\d+)?|weights|params|checkpoint|ckpt|state_dict|best|last|final|latest)$/i;

/** `stem` is the file's name without shard numbers and extension. */
export function groupName(folder: string, stem: string): string {
  if (stem !== '' && !genericStem.test(stem)) return stem;
  const telling =
    folder
      .split('/')
      .filter((part) => !isCacheFolder(part))
      .at(-1) ?? '';
  return repositoryName(telling) || stem || 'model';
}

/** The Hugging Face cache keeps a model in `models--mistralai--Mixtral-8x7B-v0.1/snapshots/<commit>/`. */
function isCacheFolder(part: string): boolean {
  return part === 'snapshots' || /^[0-9a-f]{40}$/.test(part);
}

function repositoryName(part: string): string {
  return /^models--.+--(.+)$/.exec(part)?.[1] ?? part;
}

/** "pytorch_model.bin" → "pytorch_model". */
export function withoutExtension(path: string): string {
  const name = baseName(path);
  return name.replace(/(?<=.)\.[^.]+$/, '');
}
