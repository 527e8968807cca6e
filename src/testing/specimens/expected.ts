/**
 * What a specimen's experts hold, element by element: the index of each element along every axis says whose it is. Slow
 * and plain, with nothing of the code that it checks.
 */
import type { Projection } from '../../core/structure.ts';
import { EXPERTS, type SpecimenEntry } from './specimen.ts';

export interface Share {
  readonly layer: number;
  readonly expert: number;
  readonly projection: Projection;
  elements: number;
  l1: number;
}

export function keyOf({ layer, expert, projection }: Pick<Share, 'layer' | 'expert' | 'projection'>): string {
  return `layer ${layer}, expert ${expert}, ${projection}`;
}

/** Adds every element of a tensor of experts to the share of its layer, expert and projection. */
export function addShares(
  shares: Map<string, Share>,
  { entry, values }: { entry: SpecimenEntry; values: Float32Array },
): void {
  const { of, layer, expert: named, projection, memoryShape } = entry;
  const index = memoryShape.map(() => 0);
  for (const value of values) {
    const place = {
      layer: layer!,
      expert: named ?? expertAt(of.axes, { index, shape: memoryShape }),
      projection:
        of.split === undefined || projection !== 'gateUp'
          ? projection
          : halfAt(of.split, { index, shape: memoryShape }),
    };
    const key = keyOf(place);
    let share = shares.get(key);
    if (share === undefined) shares.set(key, (share = { ...place, elements: 0, l1: 0 }));
    share.elements++;
    share.l1 += Math.abs(value);
    advance(index, memoryShape);
  }
}

interface Element {
  readonly index: readonly number[];
  readonly shape: readonly number[];
}

function expertAt(axes: readonly string[], { index, shape }: Element): number {
  const stacked = axes.indexOf('expert');
  if (stacked >= 0) return index[stacked]!;
  const rows = axes.indexOf('expert*ffn');
  return Math.floor(index[rows]! / (shape[rows]! / EXPERTS));
}

function halfAt(
  { axis, mode, order }: NonNullable<SpecimenEntry['of']['split']>,
  { index, shape }: Element,
): Projection {
  const isSecond = mode === 'interleaved' ? index[axis]! % 2 === 1 : index[axis]! >= shape[axis]! / 2;
  return order[isSecond ? 1 : 0];
}

/** To the next element, the last axis fastest. */
function advance(index: number[], shape: readonly number[]): void {
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = index[axis]! + 1;
    if (index[axis]! < shape[axis]!) return;
    index[axis] = 0;
  }
}
