import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tensorEntry } from '../../../testing/tensors.ts';
import { forEachRun, type Region } from '../../region.ts';
import { projections, type Structure } from '../../structure.ts';
import type { TensorEntry } from '../../tensor.ts';
import { structureOf } from '../structure-of.ts';
import { applyMapping } from './apply-mapping.ts';
import { formatMapping, mappedRoles, MOST_AXES, parseMapping, type MappingRule } from './mapping.ts';
import { nameGroups } from './name-groups.ts';
import { compilePattern } from './name-pattern.ts';

const SEED = 20_261_122;

function rule(pattern: string, meaning: Partial<MappingRule> = {}): MappingRule {
  return { pattern, role: 'expert', projection: null, expertAxis: null, ...meaning };
}

function guess(tensors: readonly TensorEntry[]): Structure {
  return structureOf({ tensors, config: null });
}

/** Two layers of three experts under names that nobody publishes. */
const strange = [0, 1].flatMap((layer) => [
  ...[0, 1, 2].flatMap((expert) => [
    tensorEntry(`net/${layer}/ffn-e${expert}/in`, [4, 8]),
    tensorEntry(`net/${layer}/ffn-e${expert}/out`, [8, 4]),
  ]),
  tensorEntry(`net/${layer}/choose`, [3, 8]),
  tensorEntry(`net/${layer}/attn`, [8, 8]),
]);

const corrected = [
  rule('net/{layer}/ffn-e{expert}/in', { projection: 'up' }),
  rule('net/{layer}/ffn-e{expert}/out', { projection: 'down' }),
  rule('net/{layer}/choose', { role: 'router' }),
  rule('net/{layer}/*', { role: 'other' }),
];

function elements(region: Region): number[] {
  const all: number[] = [];
  forEachRun(region, { startElement: -Infinity, endElement: Infinity }, (first, count, stride) => {
    for (let i = 0; i < count; i++) all.push(first + i * stride);
  });
  return all;
}

describe('a mapping by hand', () => {
  it('makes layers, experts, routers and projections of names that say nothing', () => {
    expect(guess(strange).expertsPerLayer).toBe(0);
    const { structure, outcomes } = applyMapping(strange, guess(strange), corrected);
    expect(structure).toMatchObject({
      layers: 2,
      layerLabels: ['0', '1'],
      moeLayers: [0, 1],
      expertsPerLayer: 3,
    });
    const told = structure.parts.map(({ tensor, role, layer, expert, projection }) => [
      strange[tensor]!.name,
      role,
      layer,
      expert,
      projection,
    ]);
    expect(told.slice(0, 2)).toEqual([
      ['net/0/ffn-e0/in', 'expert', 0, 0, 'up'],
      ['net/0/ffn-e0/out', 'expert', 0, 0, 'down'],
    ]);
    expect(told).toContainEqual(['net/1/choose', 'router', 1, null, null]);
    expect(told).toContainEqual(['net/1/attn', 'other', 1, null, null]);
    expect(
      outcomes.map(({ tensors, layers, experts, problem }) => [tensors, layers, experts, problem]),
    ).toEqual([
      [6, [0, 1], [0, 1, 2], null],
      [6, [0, 1], [0, 1, 2], null],
      [2, [0, 1], [], null],
      [2, [0, 1], [], null],
    ]);
  });

  it.each([
    [0, [3, 2, 4]],
    [1, [2, 3, 4]],
    [2, [2, 4, 3]],
  ])('cuts stacks along axis %i, as nested loops do', (axis, shape) => {
    const tensors = [tensorEntry('b0/stack', shape)];
    const mapping = [rule('b{layer}/stack', { projection: 'up', expertAxis: axis })];
    const { structure } = applyMapping(tensors, guess(tensors), mapping);
    const strides = [shape[1]! * shape[2]!, shape[2]!, 1];
    expect(structure.parts.map(({ expert }) => expert)).toEqual([0, 1, 2]);
    for (const { expert, region, parameters } of structure.parts) {
      const expected: number[] = [];
      for (let i = 0; i < 24; i++) {
        const index = [Math.floor(i / strides[0]!), Math.floor(i / strides[1]!) % shape[1]!, i % shape[2]!];
        if (index[axis] === expert) expected.push(i);
      }
      expect(elements(region).sort((a, b) => a - b)).toEqual(expected);
      expect(parameters).toBe(8);
    }
  });

  it('leaves alone what no rule speaks of, and gives each tensor to the first rule that fits', () => {
    const known = [0, 1].map((expert) =>
      tensorEntry(`model.layers.0.mlp.experts.${expert}.up_proj.weight`, [4, 4]),
    );
    const tensors = [...known, tensorEntry('model.layers.0.mlp.extra', [4, 4])];
    const before = guess(tensors);
    const { structure, outcomes } = applyMapping(tensors, before, [
      rule('*.extra', { role: 'shared-expert', projection: 'up' }),
      rule('*', { role: 'other' }),
      rule('*.extra', { role: 'router' }),
    ]);
    expect(structure.parts.map(({ role }) => role)).toEqual(['other', 'other', 'shared-expert']);
    expect(outcomes[2]!.problem).toContain('no earlier rule');
    const untouched = applyMapping(tensors, before, [rule('nothing', { role: 'router' })]).structure;
    expect(untouched.parts).toEqual(before.parts);
  });

  it('says why a rule does nothing', () => {
    const tensors = [tensorEntry('a.stack', [6, 4])];
    const problems = (...mapping: MappingRule[]) =>
      applyMapping(tensors, guess(tensors), mapping).outcomes.map(({ problem }) => problem);
    expect(problems(rule('a.stack'))[0]).toContain('no {expert}');
    expect(problems(rule('a.stack', { expertAxis: 0 }))[0]).toContain('6 × 4 can’t be cut along axis 1');
    expect(problems(rule('{layer}.{layer}'))[0]).toContain('once');
    expect(problems(rule('{expert'))[0]).toContain('neither');
    expect(problems(rule('*a*b*c*'))[0]).toContain('3 stars');
  });

  it('keeps to the ceilings of names and pieces', () => {
    const huge = [
      tensorEntry('x.99999.w', [2, 2]),
      tensorEntry('x.123456.w', [2, 2]),
      tensorEntry('s', [70_000, 1, 1]),
    ];
    const { structure, outcomes } = applyMapping(huge, guess(huge), [
      rule('x.{layer}.w', { role: 'router' }),
      rule('s', { expertAxis: 0 }),
    ]);
    expect(outcomes[0]!.tensors).toBe(1);
    expect(structure.parts).toHaveLength(3);
    expect(structure.layers).toBeLessThan(3);
  });
});

describe('a pattern of names', () => {
  it('takes everything but its three words literally', () => {
    const match = compilePattern('a.+(b)[c]|{layer}$^\\{expert}/?');
    expect(match('a.+(b)[c]|7$^\\12/?')).toEqual({ layer: 7, expert: 12 });
    expect(match('aa+(b)[c]|7$^\\12/?')).toBeNull();
    expect(compilePattern('w1_{expert}')('w1_3')).toEqual({ layer: null, expert: 3 });
    expect(compilePattern('*')('a\nb')).toEqual({ layer: null, expert: null });
  });

  it('takes no longer for names that are made to be slow', () => {
    const match = compilePattern('*a*a*b');
    expect(match('a'.repeat(300))).toBeNull();
    expect(match('a'.repeat(100_000))).toBeNull();
  });
});

describe('a mapping as text', () => {
  const mapping = fc.array(
    fc.record({
      pattern: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
      role: fc.constantFrom(...mappedRoles),
      projection: fc.option(fc.constantFrom(...projections)),
      expertAxis: fc.option(fc.nat(MOST_AXES - 1)),
    }),
    { minLength: 1, maxLength: 5 },
  );

  it('is read as it was written', () => {
    fc.assert(
      fc.property(mapping, (rules) => {
        expect(parseMapping(formatMapping(rules))).toEqual(rules);
      }),
      { seed: SEED },
    );
  });

  it.each([
    '',
    'a',
    '>expert',
    'a>nobody',
    'a>expert/side',
    'a>expert/up/9',
    'a>expert/up/0/1',
    'a>router;;b>router',
  ])('makes no sense as %j', (text) => {
    expect(parseMapping(text)).toBeNull();
  });
});

describe('groups of names', () => {
  it('suggest what their numbers are', () => {
    const groups = nameGroups(strange, guess(strange));
    expect(groups.map(({ pattern, tensors }) => [pattern, tensors])).toEqual([
      ['net/{layer}/ffn-e{expert}/in', 6],
      ['net/{layer}/ffn-e{expert}/out', 6],
      ['net/{layer}/choose', 2],
      ['net/{layer}/attn', 2],
    ]);
    const tensors = [0, 1].map((expert) => tensorEntry(`expert_${expert}.block.2.w1`, [2, 2]));
    expect(nameGroups(tensors, guess(tensors))[0]).toMatchObject({
      pattern: 'expert_{expert}.block.{layer}.w*',
    });
  });
});
