/** The small files beside a pruned checkpoint's weights, in the order in which they are written. */
import { MERGED_EXPERTS_FILE } from './merged-experts.ts';
import type { PrunedFiles } from './plan-files.ts';

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** Index and config.json come last: without them, shards are no whole model. */
export function prunedTexts({
  mergeText,
  index,
  config,
}: Pick<PrunedFiles, 'mergeText' | 'index' | 'config'>): readonly NamedText[] {
  return [
    ...(mergeText === null ? [] : [{ name: MERGED_EXPERTS_FILE, text: mergeText }]),
    ...(index === null ? [] : [index]),
    ...(config === null ? [] : [{ name: 'config.json', text: `${JSON.stringify(config, null, 2)}\n` }]),
  ];
}
