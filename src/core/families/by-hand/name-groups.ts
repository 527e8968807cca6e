/** Names of a checkpoint in few lines, for a person to point at: those that differ in numbers alone are one. */
import type { Projection, Role, Structure } from '../../structure.ts';
import type { TensorEntry } from '../../tensor.ts';
import { MOST_STARS } from './name-pattern.ts';

export interface NameGroup {
  /** A pattern that fits all of them, with a guess at what their numbers are. */
  readonly pattern: string;
  readonly tensors: number;
  /** Of the first one. */
  readonly shape: readonly number[];
  /** What the first one is taken for. */
  readonly role: Role;
  readonly projection: Projection | null;
}

/** Beyond, names do not fall into groups at all. */
export const MOST_GROUPS = 300;

/** Most tensors first. */
export function nameGroups(
  tensors: readonly TensorEntry[],
  { parts }: Pick<Structure, 'parts'>,
): readonly NameGroup[] {
  const firstPart = new Map(parts.toReversed().map((part) => [part.tensor, part]));
  const groups = new Map<string, { first: number; tensors: number }>();
  tensors.forEach(({ name, isOptimizerState }, index) => {
    if (isOptimizerState === true) return;
    const key = name.replaceAll(/\d+/g, '#');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { first: index, tensors: 1 });
    else known.tensors++;
  });
  return [...groups.values()]
    .sort((a, b) => b.tensors - a.tensors || a.first - b.first)
    .slice(0, MOST_GROUPS)
    .flatMap(({ first, tensors: count }) => {
      const part = firstPart.get(first);
      if (part === undefined) return [];
      const { name, shape } = tensors[first]!;
      const pattern = suggestedPattern(name, count);
      return [{ pattern, tensors: count, shape, role: part.role, projection: part.projection }];
    });
}

/** A number counts experts after a word of theirs; else the first counts layers, and the next experts. */
function suggestedPattern(name: string, tensors: number): string {
  if (tensors === 1) return name;
  const taken = new Set<string>();
  let stars = 0;
  return name.replaceAll(/(\d+)/g, (digits, _: string, at: number) => {
    const word = /exp(?:ert)?s?[^a-z\d]*$/i.test(name.slice(0, at)) ? '{expert}' : '{layer}';
    const free = [word, '{layer}', '{expert}'].find((one) => !taken.has(one));
    if (free !== undefined && digits.length <= 5) {
      taken.add(free);
      return free;
    }
    return ++stars <= MOST_STARS ? '*' : digits;
  });
}
