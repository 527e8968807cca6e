/** What merging comes to in one layer: which experts are one afterwards, and by which weights. */

/** Experts that become one. */
export interface MergeGroup {
  /** Ids, rising. */
  readonly members: readonly number[];
  /** αᵢ of each member, in their order: none negative, together 1. */
  readonly weights: readonly number[];
  /** The member whose place the merged expert takes, and whose hidden units the others are aligned to. */
  readonly dominant: number;
}

export interface MergedLayer {
  readonly layer: number;
  /** By rising dominant member. Every expert that is still there is in one of them; alone, it stays as it is. */
  readonly groups: readonly MergeGroup[];
  /**
   * - `merged`: rows of a group become one row by the same αᵢ, so the layer has as many experts as groups;
   * - `kept`: every row leads where it led, members of a group to one expert, so that their gate values add up.
   */
  readonly router: 'merged' | 'kept';
  /** Hidden units of members are put in the order of the dominant one's first. */
  readonly isAligned: boolean;
}

/** [E]: the dominant member of each expert's group; −1 for experts that are in none. */
export function dominantOf({ groups }: Pick<MergedLayer, 'groups'>, experts: number): Int32Array {
  const dominant = new Int32Array(experts).fill(-1);
  for (const group of groups) for (const member of group.members) dominant[member] = group.dominant;
  return dominant;
}

/** Groups of more than one. */
export function trueGroups({ groups }: Pick<MergedLayer, 'groups'>): readonly MergeGroup[] {
  return groups.filter(({ members }) => members.length > 1);
}
