/** Texts that lie beside weights and say something of them: an index of shards, a model's config.json. */
import { explainFault } from '../../core/fault-words.ts';
import { encodeFault, notice, type Fault, type Notice } from '../../core/fault.ts';
import { baseName, folderOf } from './paths.ts';

/** A text that could not be used, and why. */
export interface Unusable {
  readonly path: string;
  readonly notice: Notice;
}

export function unusable(path: string, error: Fault): Unusable {
  const wire = encodeFault(error);
  const detail = wire.code === 'malformed' ? wire.facts.detail : explainFault(wire).body.replace(/\.$/, '');
  return { path, notice: notice('bad-companion-file', { file: baseName(path), detail }) };
}

/** Those in the model's folder; those of other folders too, if there is just one and just one model. */
export function besideModel<T extends { readonly path: string }>(
  folder: string,
  { found, isOnlyModel }: { found: readonly T[]; isOnlyModel: boolean },
): readonly T[] {
  const near = found.filter(({ path }) => folderOf(path) === folder);
  return near.length === 0 && isOnlyModel && found.length === 1 ? found : near;
}
