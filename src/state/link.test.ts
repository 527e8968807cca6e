import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRecipe } from '../core/recipe-defaults.ts';
import { references } from '../core/sketch/references.ts';
import { projections } from '../core/structure.ts';
import { correctedFindings } from '../core/trace/finding.ts';
import { decodeView, encodeView, LONGEST_LINK } from './link.ts';
import { MOST_PLANS } from './plans.ts';
import published from './published-links.json' with { type: 'json' };
import {
  defaultView,
  MOST_CURVES,
  panels,
  sourceId,
  type SourceRef,
  type TraceId,
  type View,
} from './view.ts';

const hex = fc.stringMatching(/^[0-9a-f]{16}$/);
const corrections = [
  'net/{layer}/ffn-e{expert}/in>expert/up;net/{layer}/choose>router',
  'a,b%25c%3B*>expert/gate/2',
];
const file: fc.Arbitrary<SourceRef> = fc.oneof(
  hex.map((value) => ({ kind: 'file' as const, value })),
  fc
    .webUrl({ withQueryParameters: true, withFragments: true })
    .map((value) => ({ kind: 'url' as const, value })),
  fc
    .stringMatching(
      /^[a-zA-Z0-9][\w.-]{0,20}\/[a-zA-Z0-9][\w.-]{0,20}(@v[\w.]{0,8})?(\/[a-z0-9][\w, %-]{0,20}[a-z])?$/,
    )
    .map((value) => ({ kind: 'hf' as const, value })),
);
const source: fc.Arbitrary<SourceRef> = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/).map((value) => ({ kind: 'sample' as const, value })),
  file,
  fc.tuple(file, fc.constantFrom(...corrections)).map(([ref, mapping]) => ({ ...ref, mapping })),
);
const scope = fc.oneof(
  fc.constantFrom(
    'experts',
    'all',
    'routers',
    'shared',
    'layer:3',
    'expert:3/5',
    'expert:*/5/down',
    'experts+routers',
  ),
  fc.stringMatching(/^[A-Za-z0-9_.,/ -]{1,30}$/).map((name) => `tensor:${name}`),
);
/** What a link keeps of a number. */
const number = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => Number(value.toPrecision(6)));

const curve = (sources: readonly SourceRef[]) =>
  fc.option(fc.record({ source: fc.constantFrom(...sources.map(sourceId)), scope }), { nil: null });

const curves = (sources: readonly SourceRef[]): fc.Arbitrary<NonNullable<View['curves']>> =>
  sources.length === 0
    ? fc.constant([])
    : fc
        .array(curve(sources), { maxLength: MOST_CURVES })
        .filter((curves) => curves.length === 0 || curves.at(-1) !== null);

const traceIds = fc.uniqueArray(
  hex.map((value): TraceId => `trace.${value}`),
  { maxLength: 3 },
);
const picked = [
  { layer: 0, expert: 3 },
  { layer: 2, expert: 1 },
  { layer: 2, expert: 2 },
  { layer: 2, expert: 63 },
];

const somePlans: View['plans'] = [
  {
    name: 'Half; of 100 %, + more',
    actions: [
      {
        kind: 'experts',
        layers: [0, 1, 2, 7],
        criterion: 'weight-norm',
        seed: 1,
        amount: { kind: 'each-layer', keep: 64 },
      },
      {
        kind: 'weights',
        scope: { layers: null, projection: 'down' },
        per: 'rms',
        amount: { kind: 'mass', fraction: 0.95 },
      },
    ],
  },
  { name: '', actions: [] },
  {
    name: '',
    actions: [
      { kind: 'experts', layers: null, criterion: '', seed: 1, amount: { kind: 'picked', removed: picked } },
    ],
  },
];

const view: fc.Arbitrary<View> = fc
  .tuple(fc.uniqueArray(source, { maxLength: 4, selector: sourceId }), traceIds)
  .chain(([sources, traces]) =>
    fc.record({
      sources: fc.constant(sources),
      panel: fc.constantFrom(...panels),
      curves: fc.option(curves(sources), { nil: null }),
      active: fc.nat(MOST_CURVES - 1),
      scale: fc.constantFrom('share', 'sum'),
      population: fc.constantFrom('all', 'nonzero'),
      quantity: fc.constantFrom('mass', 'energy'),
      xAxis: fc.constantFrom('linear', 'log'),
      yAxis: fc.constantFrom('linear', 'log'),
      references: fc.subarray(references.map(({ id }) => id)),
      plateauSlope: number,
      cut: fc.option(number, { nil: null }),
      epsilon: fc.option(number, { nil: null }),
      matrixSource: fc.option(
        fc.constantFrom(...sources.slice(1).map(sourceId), ...(sources.length > 1 ? [] : [null])),
        {
          nil: null,
        },
      ),
      measure: fc.constantFrom('gini', 'cut', 'effective-mass', 'knee'),
      projection: fc.option(fc.constantFrom(...projections), { nil: null }),
      search: fc.string({ maxLength: 60, unit: 'grapheme' }),
      sort: fc.constantFrom('', 'name', '-gini'),
      traces: fc.constant(traces),
      trace: fc.option(fc.constantFrom(...traces.slice(1), null), { nil: null }),
      ignoredFindings: fc.subarray([...correctedFindings]),
      selection: fc.record({
        layers: fc.constantFrom([], [3, 7]),
        experts: fc.subarray(picked),
        label: fc.option(fc.nat(99), { nil: null }),
      }),
      usageStatistic: fc.constantFrom('share', 'importance', 'score-ean_mean'),
      usageOrder: fc.constantFrom('id', 'load'),
      normalisation: fc.constantFrom(
        null,
        'softmax-then-top-k' as const,
        'top-k-then-softmax' as const,
        'sigmoid' as const,
      ),
      usageWeights: fc.constantFrom('rms', 'gini', 'kept-90'),
      usageAgainst: fc.constantFrom('share', 'lift', 'score-reap'),
      recipe: fc.constantFrom(defaultRecipe, { ...defaultRecipe, regularizers: [], seed: 7 }),
      plans: fc.constantFrom([], somePlans.slice(0, 1), somePlans),
      shownPlan: fc.nat(MOST_PLANS - 1),
      runStep: fc.constant(null),
    }),
  );

describe('a link', () => {
  it('gives back the view that it was made of', () => {
    fc.assert(
      fc.property(view, (given) => {
        const link = encodeView(given);
        const { view: read, dropped } = decodeView(link);
        expect(dropped).toEqual([]);
        expect(read).toEqual(given);
        expect(encodeView(read)).toBe(link);
      }),
      { seed: 20_261_122, numRuns: 500 },
    );
  });

  it('is empty for the first page, and leaves defaults out', () => {
    expect(encodeView(defaultView)).toBe('');
    expect(encodeView({ ...defaultView, sources: [{ kind: 'sample', value: 'gaussian' }], cut: 0.25 })).toBe(
      '#v=1&src=sample.gaussian&cut=0.25',
    );
  });

  it('drops what makes no sense, says so, and keeps the rest', () => {
    const { view: read, dropped } = decodeView(
      '#v=1&src=sample.gaussian&panel=cellar&cut=&eps=1e999&scale=sum&curves=7.experts&x=%zz&recipe=router:(k:1)',
    );
    expect(dropped).toEqual(['panel', 'curves', 'x', 'cut', 'eps', 'recipe']);
    expect(read).toEqual({ ...defaultView, sources: [{ kind: 'sample', value: 'gaussian' }], scale: 'sum' });
  });

  it('ignores keys that it does not know, and takes the first of equal ones', () => {
    expect(decodeView('#v=1&wings=2&cut=0.5&cut=0.7')).toMatchObject({
      view: { cut: 0.5 },
      dropped: [],
      isNewer: false,
    });
  });

  it('knows when it was made by a newer version', () => {
    expect(decodeView('#v=2&cut=0.5')).toMatchObject({ view: { cut: 0.5 }, isNewer: true });
    expect(decodeView('#v=soon')).toMatchObject({ isNewer: false });
  });

  it('never fails, whatever is typed into the address bar', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const { view: read } = decodeView(`#${text}`);
        expect(decodeView(encodeView(read)).view).toEqual(read);
      }),
      { seed: 20_261_122, numRuns: 1000 },
    );
  });

  it('refuses addresses that are no web addresses', () => {
    expect(decodeView('#v=1&src=url.javascript:alert(1)').dropped).toEqual(['src']);
    expect(decodeView('#v=1&src=url.file:///etc/passwd').dropped).toEqual(['src']);
  });

  it('stays short enough for mail and chat with eight curves of long names', () => {
    const refs: SourceRef[] = [{ kind: 'file', value: '0123456789abcdef' }];
    const long = 'tensor:model.language_model.layers.59.block_sparse_moe.experts.127.down_proj.weight';
    const curves = Array.from({ length: MOST_CURVES }, () => ({ source: sourceId(refs[0]!), scope: long }));
    expect(encodeView({ ...defaultView, sources: refs, curves }).length).toBeLessThan(LONGEST_LINK / 8);
  });

  it('that was ever published opens as it did', () => {
    for (const { link, view: expected } of published) {
      expect(decodeView(link)).toEqual({
        view: { ...defaultView, ...expected },
        dropped: [],
        isNewer: false,
      });
    }
  });
});
