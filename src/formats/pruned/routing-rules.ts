/** What routing asks of the experts that stay: enough for each token, and as many in every group where groups are chosen first. */
import type { ModelConfig } from '../../core/checkpoint.ts';
import { copySettings, findSettings } from './settings-walk.ts';

export interface KeptLayer {
  readonly title: string;
  readonly before: number;
  /** Ids, rising. */
  readonly kept: readonly number[];
}

export interface RoutingGroups {
  readonly groups: number;
  /** Groups that a token may go to; all if it is not said. */
  readonly chosen: number;
  /** Experts whose scores make a group's: the router needs as many in each. */
  readonly scoring: number;
}

const groupKeys: ReadonlySet<string> = new Set(['n_group', 'num_expert_group', 'num_expert_groups']);
const chosenKeys: ReadonlySet<string> = new Set(['topk_group', 'num_expert_groups_per_tok']);
const methodKeys: ReadonlySet<string> = new Set(['topk_method']);

/** DeepSeek-V3 adds the two best of a group (inference/model.py, Gate); V2 takes the best. */
const PAIRED_METHOD = 'noaux_tc';

/** Null where a token may go to any expert. */
export function routingGroups(config: ModelConfig | null): RoutingGroups | null {
  const settings = copySettings(config ?? {});
  const numberOf = (keys: ReadonlySet<string>) =>
    findSettings(settings, keys)
      .map(({ value }) => value)
      .find((value) => typeof value === 'number');
  const groups = numberOf(groupKeys) ?? 1;
  if (groups <= 1) return null;
  const isPaired = findSettings(settings, methodKeys).some(({ value }) => value === PAIRED_METHOD);
  return { groups, chosen: numberOf(chosenKeys) ?? groups, scoring: isPaired ? 2 : 1 };
}

/** Sentences on what a layer would lack; none if routing goes on as before. */
export function routingProblems(
  { title, before, kept }: KeptLayer,
  { topK, groups: grouping }: { readonly topK: number | null; readonly groups: RoutingGroups | null },
): string[] {
  const needed = Math.max(1, topK ?? 1);
  if (kept.length < needed)
    return [
      `${upperFirst(title)} would keep ${kept.length} of ${before} experts, but a token goes to ${needed}.`,
    ];
  if (grouping === null || kept.length === before) return [];
  const { groups, chosen, scoring } = grouping;
  const sizes = new Array<number>(groups).fill(0);
  for (const expert of kept) sizes[Math.floor((expert * groups) / before)]!++;
  const [size = 0] = sizes;
  if (sizes.some((other) => other !== size)) {
    return [
      `The router of ${title} chooses among ${groups} groups of equal size first, but their experts that stay would be ${sizes.join(', ')}.`,
    ];
  }
  if (size >= scoring && size * Math.min(chosen, groups) >= needed) return [];
  return [
    `The router of ${title} chooses ${needed} experts in ${chosen} of ${groups} groups, too many for groups of ${size}.`,
  ];
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
