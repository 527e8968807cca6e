import { describe, expect, it } from 'vitest';
import type { Family } from './family.ts';
import { families, sharedLayouts } from './index.ts';

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
