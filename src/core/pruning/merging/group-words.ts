/** Groups of merged experts in words. */
import { formatCount } from '../../quantity.ts';
import { trueGroups, type MergedLayer, type MergeGroup } from './merged-layer.ts';

/** The dominant one first: "5 + 2 + 9". */
export function groupWords({ members, dominant }: MergeGroup): string {
  return [dominant, ...members.filter((member) => member !== dominant)].join(' + ');
}

/** "5 experts become 2, 3 stay as they are". */
export function layerWords(layer: MergedLayer): string {
  const merged = trueGroups(layer);
  const alone = layer.groups.length - merged.length;
  const members = merged.reduce((sum, { members: own }) => sum + own.length, 0);
  const stay =
    alone === 0
      ? ''
      : `, ${formatCount(alone)} ${alone === 1 ? 'stays' : 'stay'} as ${alone === 1 ? 'it is' : 'they are'}`;
  return `${formatCount(members)} experts become ${formatCount(merged.length)}${stay}`;
}
