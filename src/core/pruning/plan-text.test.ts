import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projections } from '../structure.ts';
import type { Action, Plan } from './plan.ts';
import { readPlan } from './plan-json.ts';
import { formatPlan, parsePlan } from './plan-text.ts';

const layers = fc.option(fc.uniqueArray(fc.nat(200)).map((ids) => ids.sort((a, b) => a - b)));
const fraction = fc
  .double({ min: 0, max: 1, noNaN: true })
  .map((value) => (Object.is(value, -0) ? 0 : value));

const weights: fc.Arbitrary<Action> = fc.record(
  {
    kind: fc.constant('weights' as const),
    scope: fc.record({ layers, projection: fc.option(fc.constantFrom(...projections)) }),
    per: fc.constantFrom('all', 'rms', 'layer', 'expert', 'projection', 'neuron'),
    amount: fc.oneof(
      fc.record({ kind: fc.constant('pattern' as const), keep: fc.nat(16), of: fc.nat(16) }),
      fc.record({ kind: fc.constantFrom('keep', 'mass', 'energy'), fraction }),
      fc.record({
        kind: fc.constant('threshold' as const),
        magnitude: fc.double({ min: 1e-300, max: 1e300 }),
      }),
    ),
    score: fc.constant('wanda' as const),
  },
  { requiredKeys: ['kind', 'scope', 'per', 'amount'] },
);

const experts: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant('experts' as const),
  layers,
  amount: fc.oneof(
    fc.record({ kind: fc.constant('each-layer' as const), keep: fc.nat(512) }),
    fc.record({ kind: fc.constant('all-layers' as const), keepFraction: fraction, atLeast: fc.nat(8) }),
  ),
  criterion: fc.oneof(fc.constantFrom('reap', 'random'), fc.string({ minLength: 1, unit: 'grapheme' })),
  seed: fc.nat(),
});

const picks: fc.Arbitrary<Action> = fc
  .uniqueArray(fc.nat(999), { maxLength: 30 })
  .map((cells) =>
    cells.sort((a, b) => a - b).map((cell) => ({ layer: Math.floor(cell / 100), expert: cell % 100 })),
  )
  .map((removed) => ({
    kind: 'experts',
    layers: null,
    amount: { kind: 'picked', removed },
    criterion: '',
    seed: 1,
  }));

const merges: fc.Arbitrary<Action> = fc
  .record({
    layers,
    keep: fc.nat(512),
    method: fc.constantFrom('similar-outputs', 'hc-smoe', 'm-smoe'),
    isAligned: fc.boolean(),
    weighing: fc.constantFrom(undefined, 'usage', 'equal'),
  })
  .map(({ weighing, ...merge }) => ({ kind: 'merge', ...merge, ...(weighing && { weighing }) }));

const lowered: fc.Arbitrary<Action> = fc.nat(64).map((k) => ({ kind: 'top-k', layers: null, k }));

const emptied: fc.Arbitrary<Action> = fc
  .oneof(experts, picks)
  .map((action) => ({ ...action, becomes: 'mean-output' }) as Action);

const plans: fc.Arbitrary<Plan> = fc.record({
  name: fc.string({ unit: 'grapheme' }),
  actions: fc.array(fc.oneof(weights, experts, picks, merges, lowered, emptied), { maxLength: 5 }),
});

const runs = { seed: 17, numRuns: 300 };

describe('the text of a plan', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(parsePlan(formatPlan(plan))).toEqual(plan);
      }),
      runs,
    );
  });

  it('is as documented, for links that were handed out', () => {
    const text = 'name:half+experts:each:64:reap+weights:rms:keep:0.5:pdown:l0-11';
    expect(formatPlan(parsePlan(text)!)).toBe(text);
    expect(parsePlan(text)).toEqual({
      name: 'half',
      actions: [
        {
          kind: 'experts',
          layers: null,
          amount: { kind: 'each-layer', keep: 64 },
          criterion: 'reap',
          seed: 1,
        },
        {
          kind: 'weights',
          scope: { layers: Array.from({ length: 12 }, (_, i) => i), projection: 'down' },
          per: 'rms',
          amount: { kind: 'keep', fraction: 0.5 },
        },
      ],
    });
    for (const same of [
      'experts:total:0.5:8:random:s7',
      'experts:picked:3/0-7,9_5/1',
      'weights:all:threshold:0.001',
      'weights:neuron:keep:0.5:cwanda:pdown:l0-3',
      'weights:all:pattern:2/4',
    ])
      expect(formatPlan(parsePlan(same)!)).toBe(same);
    expect(parsePlan('')).toEqual({ name: '', actions: [] });
  });

  it('is nothing if it makes no sense', () => {
    const wrong = [
      'x',
      'weights',
      'weights:all:keep',
      'weights:all:keep:-1',
      'weights:each:keep:1',
      'weights:all:keep:1:l3:l4',
      'weights:all:keep:1:px',
      'weights:all:keep:1:s1',
      'weights:all:pattern:2',
      'weights:all:keep:1:closs',
      'experts:each:reap',
      'experts:each:2:reap:l9-3',
      'experts:each:2:reap:l0-999999',
      'experts:each:2:%zz',
      'experts:total:2:reap',
      'experts:total:0.5:2.5:reap',
      'experts:picked:3',
      'name:%zz',
      'experts:each:2:reap+',
      Array.from({ length: 101 }, () => 'weights:all:keep:1').join('+'),
    ];
    for (const text of wrong) expect([text, parsePlan(text)]).toEqual([text, null]);
  });

  it('is never an accident', () => {
    const letters = fc.string({ unit: fc.constantFrom(...Array.from('weightsxprlaympckd:+,-_/0129.%')) });
    fc.assert(
      fc.property(letters, (text) => {
        const plan = parsePlan(text);
        if (plan !== null) expect(parsePlan(formatPlan(plan))).toEqual(plan);
      }),
      runs,
    );
  });
});

describe('a plan in JSON', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(readPlan(JSON.parse(JSON.stringify({ version: 1, ...plan })))).toEqual(plan);
      }),
      runs,
    );
  });

  it('may leave out what is as usual', () => {
    const actions = [
      { kind: 'weights', amount: { kind: 'mass', fraction: 0.9 } },
      { kind: 'experts', amount: { kind: 'each-layer', keep: 4 }, criterion: 'reap' },
    ];
    expect(formatPlan(readPlan({ actions }))).toBe('weights:all:mass:0.9+experts:each:4:reap');
  });

  const wrong: [string, unknown][] = [
    ['the plan: an object', []],
    ['version: 1 is', { version: 2, actions: [] }],
    ['name: a text', { name: 3, actions: [] }],
    ['actions: a list', {}],
    ['actions[0]: an object', { actions: [1] }],
    ['actions[0].kind: “weights”', { actions: [{}] }],
    ['actions[0].amount: an object', { actions: [{ kind: 'weights' }] }],
    ['actions[0].amount.kind: one of keep', { actions: [{ kind: 'weights', amount: {} }] }],
    ['actions[0].amount.fraction: a number', { actions: [{ kind: 'weights', amount: { kind: 'keep' } }] }],
    [
      'actions[0].per: one of',
      { actions: [{ kind: 'weights', per: 1, amount: { kind: 'keep', fraction: 1 } }] },
    ],
    [
      'actions[0].criterion: a text',
      { actions: [{ kind: 'experts', amount: { kind: 'each-layer', keep: 1 } }] },
    ],
    ['actions[0].amount.removed: a list', { actions: [{ kind: 'experts', amount: { kind: 'picked' } }] }],
    [
      'actions[0].amount.removed[0].layer: a whole number',
      { actions: [{ kind: 'experts', amount: { kind: 'picked', removed: [{ layer: -1 }] } }] },
    ],
    [
      'actions[0].layers[1]: a whole number',
      {
        actions: [
          { kind: 'experts', layers: [0, 'a'], criterion: '', amount: { kind: 'each-layer', keep: 1 } },
        ],
      },
    ],
  ];

  it.each(wrong)('says where it is wrong: %s', (message, value) => {
    expect(() => readPlan(value)).toThrow(message);
  });
});
