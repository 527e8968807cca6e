import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sharedFixture } from '../../testing/shared.ts';
import { tensorEntry } from '../../testing/tensors.ts';
import type { Family } from './family.ts';
import { families, sharedLayouts } from './index.ts';
import { structureOf } from './structure-of.ts';

const all: readonly Family[] = families;

describe('families', () => {
  it('have ids, model types and architectures of their own', () => {
    for (const namesOf of [
      (family: Family) => [family.id],
      (family: Family) => [family.name],
      (family: Family) => family.modelTypes,
      (family: Family) => family.architectures,
    ]) {
      const names = all.flatMap(namesOf);
      expect(new Set(names).size).toBe(names.length);
    }
    expect(all.map(({ id }) => id)).not.toContain('generic');
    expect(all.map(({ id }) => id)).not.toContain('dense');
  });

  it('do not contradict themselves', () => {
    for (const { id, has = [], lacks = [] } of all) {
      expect(
        has.filter((module) => lacks.includes(module)),
        id,
      ).toEqual([]);
    }
  });

  it('declare each layout once', () => {
    const layouts = new Set([...all.flatMap((family) => family.layouts), ...sharedLayouts]);
    expect(new Set([...layouts].map(({ id }) => id)).size).toBe(layouts.size);
  });
});

/** What is used here of the reference list of architectures: regular expressions where layouts have words. */
interface ReferenceTensor {
  readonly role: string;
  readonly pattern: string;
  readonly axes: unknown;
  readonly projMap?: Readonly<Record<string, string>>;
  readonly split?: { readonly axis: number; readonly mode: string };
  readonly examples: readonly string[];
}
interface Reference {
  readonly architectures: readonly {
    readonly id: string;
    readonly hfModelTypes: readonly string[];
    readonly tensors: readonly ReferenceTensor[];
  }[];
}

const referencePath = sharedFixture('moe_architectures.json');

/** Four experts of 6 × 8 matrices. */
const sizes: Readonly<Record<string, number>> = {
  expert: 4,
  'expert*ffn': 24,
  out: 6,
  in: 8,
  hidden: 8,
  '1': 1,
};

describe.skipIf(referencePath === null)(
  'families against the reference list (../shared absent: skipped)',
  () => {
    const { architectures } = JSON.parse(
      referencePath === null ? '{"architectures":[]}' : readFileSync(referencePath, 'utf8'),
    ) as Reference;
    const known = architectures.flatMap(({ id, hfModelTypes, tensors }) => {
      const family = all.find((entry) => entry.id === id);
      return family === undefined ? [] : [{ family, hfModelTypes, tensors }];
    });

    it('cover entries of the list under the same ids', () => {
      // models of this page are in no list of others'
      const published = all.map(({ id }) => id).filter((id) => id !== 'moe_scope');
      expect(known.map(({ family }) => family.id).sort()).toEqual(published.sort());
    });

    const examples = known.flatMap(({ family, tensors }) =>
      tensors
        // packed forms, whose axes are none of a matrix, are tested with their dtypes in structure-of.test.ts
        .filter(({ axes }) => Array.isArray(axes) && axes.every((axis) => String(axis) in sizes))
        .flatMap((tensor) =>
          tensor.examples.map((name): [string, string, Family, ReferenceTensor] => [
            family.id,
            name,
            family,
            tensor,
          ]),
        ),
    );

    it.each(examples)('%s reads %s as the list does', (_, name, family, tensor) => {
      const groups = new RegExp(tensor.pattern).exec(name)!.groups!;
      const shape = (tensor.axes as readonly string[]).map((axis) => sizes[axis]!);
      const { parts } = structureOf({
        tensors: [tensorEntry(name, shape)],
        config: { model_type: family.modelTypes[0], num_local_experts: 4 },
      });

      expect(parts.every(({ layer }) => layer === Number(groups.layer))).toBe(true);
      const roles = new Set(parts.map(({ role }) => role));
      expect([...roles]).toEqual([roleOf(tensor)]);
      const isStack = shape.length === 3 || tensor.split?.mode === 'equalChunksPerExpert';
      if (groups.expert !== undefined)
        expect(parts.map(({ expert }) => expert)).toEqual([Number(groups.expert)]);
      if (isStack) expect(new Set(parts.map(({ expert }) => expert))).toEqual(new Set([0, 1, 2, 3]));
      const projection = projectionsOf(tensor, groups.proj);
      if (projection !== null) expect(new Set(parts.map((part) => part.projection))).toEqual(projection);
    });
  },
);

function roleOf({ role, axes }: ReferenceTensor): string {
  if ((axes as readonly string[]).length < 2 || role === 'experts.bias') return 'vector';
  if (role === 'sharedExpert') return 'shared-expert';
  if (role === 'sharedExpert.gate' || role.startsWith('router')) return 'router';
  return 'expert';
}

function projectionsOf({ role, projMap }: ReferenceTensor, word: string | undefined): Set<string> | null {
  if (role.endsWith('gateUp') || word === 'gate_up_proj') return new Set(['gate', 'up']);
  if (role.endsWith('down')) return new Set(['down']);
  const mapped = projMap?.[word ?? ''];
  return mapped === undefined ? null : new Set([mapped]);
}
