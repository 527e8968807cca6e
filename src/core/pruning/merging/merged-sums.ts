/**
 * How large the weights of merged experts are, by those of their members: they may cancel or add up, and nothing but merging
 * them tells. Between the limits lies the truth whatever they do:
 *
 *     max(0, αᵢ‖wᵢ‖ − Σ_{j≠i} αⱼ‖wⱼ‖)  ≤  ‖Σ α w‖  ≤  Σ α‖w‖
 *
 * for Σ|w| and for √Σw² alike, whichever i is taken below, and in whatever order hidden units are. The value is that of
 * members that have nothing in common, √Σ α²‖w‖².
 */
import { COUNT, ENERGY, MASS, SUMS, type Above } from '../ladders.ts';
import type { PlanBasis } from '../plan-basis.ts';
import type { Taken } from '../taken.ts';
import { trueGroups, type MergeGroup } from './merged-layer.ts';

interface Size {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Of norms of the members. */
export function meanSize(norms: readonly number[], weights: readonly number[]): Size {
  const scaled = norms.map((norm, i) => weights[i]! * norm);
  const high = scaled.reduce((sum, norm) => sum + norm, 0);
  const low = Math.max(0, 2 * Math.max(...scaled) - high);
  const apart = Math.hypot(...scaled);
  return { value: Math.min(high, Math.max(low, apart)), low, high };
}

/** Writes the sums of every dominant expert's parts, SUMS of part i from SUMS · i, and that they are not exact. */
export function setMerged(
  basis: PlanBasis,
  { merged, gone }: Pick<Taken, 'merged' | 'gone'>,
  kept: Above & { readonly isExact: Uint8Array },
): void {
  const width = basis.grid.columns.length;
  for (const [row, layer] of merged) {
    for (const group of trueGroups(layer)) {
      if (gone[row * width + group.dominant] === 0) setGroup(basis, { first: row * width, group }, kept);
    }
  }
}

interface GroupOfRow {
  /** Of the row's cells. */
  readonly first: number;
  readonly group: MergeGroup;
}

function setGroup(
  basis: PlanBasis,
  { first, group }: GroupOfRow,
  kept: Above & { readonly isExact: Uint8Array },
): void {
  const { totals } = basis;
  for (const { own: i, parts } of partsOfGroup(basis, { first, group })) {
    const mass = meanSize(
      parts.map((part) => totals.mass[part]!),
      group.weights,
    );
    const energy = meanSize(
      parts.map((part) => Math.sqrt(totals.energy[part]!)),
      group.weights,
    );
    kept.isExact[i] = 0;
    for (const limit of ['value', 'low', 'high'] as const) {
      const sums = kept[limit];
      sums[SUMS * i + COUNT] = totals.finite[i]!;
      sums[SUMS * i + MASS] = mass[limit];
      sums[SUMS * i + ENERGY] = energy[limit] ** 2;
    }
  }
}

/** Planned parts of the dominant expert, and those of all members that each is the mean of: projections come in one order. */
function* partsOfGroup(
  { grid }: PlanBasis,
  { first, group }: GroupOfRow,
): Generator<{ readonly own: number; readonly parts: readonly number[] }> {
  const startOf = (expert: number) => grid.partStart[first + expert]!;
  const start = startOf(group.dominant);
  for (let own = start; own < grid.partStart[first + group.dominant + 1]!; own++)
    yield { own, parts: group.members.map((member) => startOf(member) + own - start) };
}

/**
 * By how many weights that are not zero the means have more than dominant experts had, if zeros of members know nothing of each
 * other, and no weights just cancel: of 16 bits one in a thousand does.
 */
export function mergedNonZero(basis: PlanBasis, { merged, gone }: Pick<Taken, 'merged' | 'gone'>): number {
  const { totals, grid } = basis;
  let more = 0;
  for (const [row, layer] of merged) {
    const first = row * grid.columns.length;
    for (const group of trueGroups(layer)) {
      if (gone[first + group.dominant] === 1) continue;
      for (const { own, parts } of partsOfGroup(basis, { first, group })) {
        const all = totals.finite[own]!;
        const zeros = parts.map((part, i) => (group.weights[i]! > 0 ? all - totals.nonZero[part]! : all));
        if (all > 0)
          more += all - zeros.reduce((left, count) => (left * count) / all, all) - totals.nonZero[own]!;
      }
    }
  }
  return more;
}
