import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partColumns } from './catalogue.ts';
import { wholeRegion } from './region.ts';
import { formatScope, parseScope, partsInScope, type Scope, type ScopeTerm } from './scope.ts';
import { projections, type Part, type Projection, type Role } from './structure.ts';

const projection = fc.option(fc.constantFrom(...projections));
const id = fc.nat(999_999_999);

const term: fc.Arbitrary<ScopeTerm> = fc.oneof(
  fc.constantFrom<ScopeTerm>({ kind: 'all' }, { kind: 'routers' }, { kind: 'shared' }),
  projection.map((p): ScopeTerm => ({ kind: 'experts', projection: p })),
  id.map((layer): ScopeTerm => ({ kind: 'layer', layer })),
  fc
    .record({ layer: fc.option(id), expert: fc.option(id), projection })
    .map((at): ScopeTerm => ({ kind: 'expert', ...at })),
  fc
    .record({ layer: fc.option(id), projection: fc.constantFrom(...projections) })
    .map((at): ScopeTerm => ({ kind: 'projection', ...at })),
  fc
    .oneof(fc.string({ minLength: 1 }), fc.constantFrom('%', '+', 'a+b%2B', '%25', 'x:y/z', ' ', '\n', '名'))
    .map((name): ScopeTerm => ({ kind: 'tensor', name })),
);

describe('formatScope and parseScope', () => {
  it('are a codec pair', () => {
    fc.assert(
      fc.property(fc.array(term, { minLength: 1, maxLength: 5 }), (scope) => {
        expect(parseScope(formatScope(scope))).toEqual(scope);
      }),
      { seed: 20_261_122, numRuns: 1000 },
    );
  });

  it('give one text a scope', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const scope = parseScope(text);
        if (scope !== null) expect(parseScope(formatScope(scope))).toEqual(scope);
      }),
      { seed: 20_261_122, numRuns: 1000 },
    );
  });

  it.each<[string, Scope]>([
    ['experts/down', [{ kind: 'experts', projection: 'down' }]],
    ['expert:3/*', [{ kind: 'expert', layer: 3, expert: null, projection: null }]],
    ['expert:*/5/gate', [{ kind: 'expert', layer: null, expert: 5, projection: 'gate' }]],
    ['layer:0+routers', [{ kind: 'layer', layer: 0 }, { kind: 'routers' }]],
    ['tensor:a%2Bb', [{ kind: 'tensor', name: 'a+b' }]],
  ])('read %s', (text, scope) => {
    expect(parseScope(text)).toEqual(scope);
    expect(formatScope(scope)).toBe(text);
  });

  it.each([
    '',
    'al',
    'all/',
    'experts/',
    'experts/middle',
    'experts:down',
    'layer:',
    'layer:-1',
    'layer:1e3',
    'layer:1234567890',
    'layer/3',
    'expert:3',
    'expert:3/',
    'expert:3/4/5',
    'expert:x/4',
    'tensor:',
    'tensor/x',
    'all+',
    'routers shared',
  ])('refuse "%s"', (text) => {
    expect(parseScope(text)).toBeNull();
  });
});

describe('partsInScope', () => {
  const names = ['embed', 'router', 'fused', 'shared', 'norm', 'down', 'tied'];
  const part = (
    tensor: number,
    role: Role,
    at: { layer?: number; expert?: number; projection?: Projection } = {},
  ): Part => ({
    tensor,
    role,
    layer: at.layer ?? null,
    expert: at.expert ?? null,
    projection: at.projection ?? null,
    region: wholeRegion(1),
    parameters: 1,
  });
  const parts = [
    part(0, 'other'),
    part(1, 'router', { layer: 0 }),
    part(2, 'expert', { layer: 0, expert: 0, projection: 'gate' }),
    part(2, 'expert', { layer: 0, expert: 0, projection: 'up' }),
    part(2, 'expert', { layer: 0, expert: 1, projection: 'gate' }),
    part(2, 'expert', { layer: 0, expert: 1, projection: 'up' }),
    part(3, 'shared-expert', { layer: 1, projection: 'gate' }),
    part(4, 'vector', { layer: 1 }),
    part(5, 'expert', { layer: 1, expert: 1, projection: 'down' }),
    part(6, 'alias', { layer: 1, expert: 1, projection: 'down' }),
  ];

  it.each([
    ['all', [0, 1, 2, 3, 4, 5, 6, 8]],
    ['experts', [2, 3, 4, 5, 8]],
    ['experts/down', [8]],
    ['routers', [1]],
    ['shared', [6]],
    ['layer:1', [6, 8]],
    ['expert:0/*', [2, 3, 4, 5]],
    ['expert:*/1', [4, 5, 8]],
    ['expert:*/1/gate', [4]],
    ['expert:*/*', [2, 3, 4, 5, 8]],
    ['projection:1/gate', [6]],
    ['projection:*/up', [3, 5]],
    ['tensor:fused', [2, 3, 4, 5]],
    ['tensor:norm', []],
    ['tensor:tied', []],
    ['tensor:absent', []],
    ['expert:0/1+routers+expert:0/1/up', [1, 4, 5]],
  ])('of %s', (text, expected) => {
    expect([...partsInScope(parseScope(text)!, partColumns(parts), names)]).toEqual(expected);
  });
});
