/** What a structure says that experts hold: elements and magnitudes through the regions that were cut. */
import { forEachRun } from '../../core/region.ts';
import type { Structure } from '../../core/structure.ts';
import { addShares, keyOf, type Share } from './expected.ts';
import type { FilledEntry } from './specimen-file.ts';

interface Read {
  readonly structure: Structure;
  readonly tensors: readonly { readonly name: string }[];
}

export function readShares({ structure, tensors }: Read, filled: readonly FilledEntry[]): Map<string, Share> {
  const valuesOf = new Map(filled.map(({ entry, values }) => [entry.name, values]));
  const shares = new Map<string, Share>();
  for (const { tensor, role, layer, expert, projection, region } of structure.parts) {
    if (role !== 'expert') continue;
    const place = { layer: layer!, expert: expert!, projection: projection! };
    const share = shares.get(keyOf(place)) ?? { ...place, elements: 0, l1: 0 };
    shares.set(keyOf(place), share);
    const values = valuesOf.get(tensors[tensor]!.name)!;
    forEachRun(region, { startElement: 0, endElement: Infinity }, (first, count, stride) => {
      share.elements += count;
      for (let i = 0; i < count; i++) share.l1 += Math.abs(values[first + i * stride]!);
    });
  }
  return shares;
}

/** What differs from slicing element by element, one line each; nothing where all is well. */
export function compareShares(found: ReadonlyMap<string, Share>, filled: readonly FilledEntry[]): string[] {
  const expected = new Map<string, Share>();
  for (const { entry, values } of filled) {
    if (entry.of.role === 'expert') addShares(expected, { entry, values: values! });
  }
  return [...new Set([...expected.keys(), ...found.keys()])].sort().flatMap((key) => {
    const [sliced, cut] = [expected.get(key), found.get(key)];
    const isSame =
      sliced !== undefined &&
      sliced.elements === cut?.elements &&
      Math.abs(sliced.l1 - cut.l1) <= 1e-9 * sliced.l1;
    return isSame
      ? []
      : [`${key}: ${cut?.l1} of ${cut?.elements}, by slicing ${sliced?.l1} of ${sliced?.elements}`];
  });
}
