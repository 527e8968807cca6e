import { describe, expect, it } from 'vitest';
import { Fault } from '../fault.ts';
import { seededRandom } from '../random.ts';
import { softmaxRows } from '../routing/logits.ts';
import { matrixOf, rowOf, sum, type Matrix } from '../routing/matrix.ts';
import { countPairs, emptyPairs } from '../routing/statistics/co-activation.ts';
import { collectTrace, type Collected } from './collector.ts';
import { finding, type FindingCode } from './finding.ts';
import type { IdArray, TokenBatch, TraceSink } from './trace-sink.ts';

const SEED = 20_261_122;

/** Reads what `tell` says, with all traps put right but those of `ignored`. */
function collect(tell: (sink: TraceSink) => void, ignored: readonly FindingCode[] = []): Collected {
  const collector = collectTrace({ name: 'trace', corrects: (code) => !ignored.includes(code) });
  tell(collector);
  return collector.finish();
}

/** [tokens][layers][slots] of distinct experts, the lower ids more often. */
function randomTrace({
  tokens,
  layers,
  slots,
  experts,
}: Record<'tokens' | 'layers' | 'slots' | 'experts', number>) {
  const random = seededRandom(SEED);
  return Array.from({ length: tokens }, () =>
    Array.from({ length: layers }, () => {
      const chosen = new Set<number>();
      while (chosen.size < slots) chosen.add(Math.floor(random.uniform() ** 2 * experts));
      return [...chosen];
    }),
  );
}

type Nested = readonly (readonly (readonly number[])[])[];

function batchOf(trace: Nested, change: Partial<TokenBatch> = {}): TokenBatch {
  const [layers, slots] = [trace[0]!.length, trace[0]![0]!.length];
  return {
    layers: Array.from({ length: layers }, (_, layer) => layer),
    tokens: trace.length,
    slots,
    ids: Int32Array.from(trace.flat(2)),
    strides: { layer: slots, token: layers * slots, slot: 1 },
    document: 0,
    ...change,
  };
}

function codesOf({ findings }: Collected): string[] {
  return findings.map(({ code }) => code);
}

const shape = { tokens: 400, layers: 3, slots: 4, experts: 32 };
const trace = randomTrace(shape);

describe('the collector', () => {
  it('counts every choice once', () => {
    const { layers, findings } = collect((sink) => sink.tokens(batchOf(trace)));
    expect(findings).toEqual([]);
    layers.forEach((reading, layer) => {
      const expected = new Float64Array(reading.experts);
      const firsts = new Float64Array(reading.experts);
      for (const token of trace) {
        token[layer]!.forEach((expert) => expected[expert]!++);
        firsts[token[layer]![0]!]!++;
      }
      expect(reading).toMatchObject({ layer, experts: 32, tokens: 400, topK: 4, hasFirstChoices: true });
      expect(reading.counts.choices).toEqual(expected);
      expect(reading.counts.firstChoices).toEqual(firsts);
      expect(reading.counts.tokensBySize).toEqual(Float64Array.of(0, 0, 0, 0, 400));
    });
  });

  it('counts pairs and flow over all pairs of experts of a token', () => {
    const { layers } = collect((sink) => sink.tokens(batchOf(trace)));
    const pairs = emptyPairs(32);
    const experts = Int32Array.from(trace.flatMap((token) => token[1]!));
    countPairs(pairs, { tokens: 400, slots: 4, experts });
    expect(layers[1]!.pairs!.counts).toEqual(pairs);
    expect(layers[1]!.pairs!.of.choices).toEqual(layers[1]!.counts.choices);
    const flow = new Float64Array(32 * 32);
    for (const [, from, to] of trace) for (const a of from!) for (const b of to!) flow[a * 32 + b]!++;
    expect(layers[1]!.flow).toEqual({ to: 2, counts: { rows: 32, columns: 32, values: flow } });
    expect(layers[2]!.flow).toBeNull();
  });

  it.each([
    ['token by token', 1],
    ['in small pieces', 7],
    ['in two pieces', 200],
  ])('comes to the same %s', (_, size) => {
    const whole = collect((sink) => sink.tokens(batchOf(trace)));
    const parts = collect((sink) => {
      for (let start = 0; start < trace.length; start += size) {
        sink.tokens(batchOf(trace.slice(start, start + size)));
      }
    });
    expect(parts).toEqual(whole);
  });

  it('comes to the same layer by layer, and whatever the layout and width of ids', () => {
    const whole = collect((sink) => sink.tokens(batchOf(trace)));
    const layerByLayer = collect((sink) => {
      for (let layer = 2; layer >= 0; layer--) {
        sink.tokens(
          batchOf(
            trace.map((token) => [token[layer]!]),
            { layers: [layer] },
          ),
        );
      }
    });
    expect(layerByLayer).toEqual(whole);
    const { tokens, layers, slots } = shape;
    const widths = [Int32Array, Int16Array, Uint16Array, Uint8Array];
    const layouts = [
      { layer: 1, slot: layers, token: layers * slots },
      { slot: 1, token: slots, layer: slots * tokens },
      { token: 1, slot: tokens, layer: slots * tokens },
    ];
    for (const strides of layouts) {
      for (const Width of widths) {
        const ids: IdArray = new Width(tokens * layers * slots);
        trace.forEach((token, t) => {
          token.forEach((experts, l) => {
            experts.forEach((id, s) => {
              ids[l * strides.layer + t * strides.token + s * strides.slot] = id;
            });
          });
        });
        expect(collect((sink) => sink.tokens(batchOf(trace, { ids, strides })))).toEqual(whole);
      }
    }
  });

  it('makes room for more experts as they come, and knows of those that never do', () => {
    const { layers } = collect((sink) => {
      sink.describe({ experts: 512 });
      sink.tokens(batchOf([[[1, 2]]]));
      sink.tokens(batchOf([[[300, 2]]]));
    });
    expect(layers[0]!.experts).toBe(512);
    expect([...layers[0]!.counts.choices.entries()].filter(([, count]) => count > 0)).toEqual([
      [1, 1],
      [2, 2],
      [300, 1],
    ]);
  });

  it('keeps documents, steps and classes apart', () => {
    const { layers } = collect((sink) => {
      sink.describe({ classes: ['code', 'prose'] });
      sink.tokens(batchOf(trace.slice(0, 100), { document: 3, step: 10, labels: 0 }));
      sink.tokens(batchOf(trace.slice(100, 250), { document: 5, step: 20, labels: 1 }));
      const labels = trace.slice(250).map((_, t) => (t % 3) - 1);
      sink.tokens(batchOf(trace.slice(250), { document: 9, step: 20, labels }));
    });
    const { documents, steps, classes, counts } = layers[0]!;
    expect(documents!.rows).toBe(3);
    expect(sum(rowOf(documents!, 1))).toBe(600);
    expect(steps!.ids).toEqual(Float64Array.of(10, 20));
    expect(sum(rowOf(steps!.choices, 0))).toBe(400);
    expect(classes!.tokens).toEqual(Float64Array.of(150, 200));
    expect(sum(classes!.choices.values)).toBe(1400);
    expect(sum(documents!.values)).toBe(sum(counts.choices));
  });

  it('adds neighbours of more steps than it has rows for, and lets documents take turns', () => {
    const { layers } = collect((sink) => {
      for (let step = 0; step < 1000; step++) {
        sink.counts({ layer: 0, counts: [1, step % 2], tokens: 1, step, document: step });
      }
    });
    const { steps, documents } = layers[0]!;
    expect(steps!.ids.length).toBeLessThanOrEqual(257);
    expect(steps!.ids[1]! - steps!.ids[0]!).toBe(4);
    expect(steps!.stepsPerRow).toBe(4);
    expect(sum(steps!.choices.values)).toBe(1500);
    expect(new Set(Array.from(steps!.ids, (_, i) => sum(rowOf(steps!.choices, i)))).size).toBeLessThanOrEqual(
      2,
    );
    expect(documents!.rows).toBe(128);
    expect(sum(documents!.values)).toBe(1500);
  });

  it('sums weights by expert, and tells how they fall on the experts of a token', () => {
    const weights = Float32Array.from({ length: 400 * 3 * 4 }, (_, i) => [0.5, 0.25, 0.125, 0.125][i % 4]!);
    const { layers, findings } = collect((sink) => sink.tokens(batchOf(trace, { weights })));
    expect(sum(layers[0]!.weightSums!)).toBeCloseTo(400, 9);
    const { entropy, highest, margin } = layers[0]!.selected!;
    expect(entropy).toMatchObject({ limit: 2, count: 400 });
    expect(entropy.sum / entropy.count).toBeCloseTo(1.75, 9);
    expect(highest.sum / highest.count).toBeCloseTo(0.5, 9);
    expect(margin.sum / margin.count).toBeCloseTo(0.25, 9);
    expect(findings).toEqual([]);
  });

  it('takes a sample of a long trace for pairs, the same tokens in all layers, and says so', () => {
    const long = randomTrace({ tokens: 50_000, layers: 2, slots: 2, experts: 8 });
    const once = Uint8Array.from(long.flat(2));
    const ids = new Uint8Array(24 * once.length);
    for (let i = 0; i < 24; i++) ids.set(once, i * once.length);
    const { layers, findings } = collect((sink) => {
      for (let i = 0; i < 3; i++) {
        sink.tokens({
          layers: [0, 1],
          tokens: 1_200_000,
          slots: 2,
          ids,
          strides: { layer: 2, token: 4, slot: 1 },
          document: i,
        });
      }
    });
    const [reading] = layers;
    expect(reading!.tokens).toBe(3_600_000);
    const told = findings.find(({ code }) => code === 'sampled-statistics')!;
    expect(told.facts).toMatchObject({ of: 3_600_000 });
    const { counts, of } = reading!.pairs!;
    const sampled = sum(of.tokensBySize);
    expect(sampled).toBeGreaterThan(500_000);
    expect(sampled).toBeLessThanOrEqual(2_000_000);
    expect(sum(reading!.flow!.counts.values)).toBe(4 * sampled);
    of.choices.forEach((count, expert) => {
      expect(count).toBe(counts.values[expert * 8 + expert]);
      expect(count / sampled).toBeCloseTo(reading!.counts.choices[expert]! / 3_600_000, 2);
    });
  });
});

describe('the doctor', () => {
  it('takes −1 for no choice', () => {
    const read = collect((sink) => sink.tokens(batchOf([[[1, 2]], [[3, -1]], [[-1, -1]]])));
    expect(read.findings).toEqual([
      { code: 'padding-ids', facts: { id: -1, choices: 3 }, treatment: 'told' },
    ]);
    expect(read.layers[0]!.counts.tokensBySize).toEqual(Float64Array.of(1, 1, 1));
  });

  it.each([
    ['beyond the experts', { experts: 64 }],
    ['twice in one token', {}],
  ])('takes 255 for no choice %s', (_, facts) => {
    const tell = (sink: TraceSink) => {
      sink.describe(facts);
      sink.tokens(batchOf([[[1, 2]], [[255, 255]]], { ids: Uint8Array.of(1, 2, 255, 255) }));
    };
    const read = collect(tell);
    expect(read.findings).toEqual([
      { code: 'padding-ids', facts: { id: 255, choices: 2 }, treatment: 'corrected' },
    ]);
    expect(read.layers[0]!.counts.tokensBySize).toEqual(Float64Array.of(1, 0, 1));
    expect(collect(tell, ['padding-ids']).findings[0]).toMatchObject({ treatment: 'ignored' });
  });

  it('takes 255 for an expert of a model of 256', () => {
    const read = collect((sink) => sink.tokens(batchOf([[[255, 3]], [[254, 255]]])));
    expect(read.findings).toEqual([]);
    expect(read.layers[0]!.counts.choices[255]).toBe(2);
  });

  it('leaves out layers in which all tokens chose expert 0 in every slot, and gives them back', () => {
    const dense = trace.map(([first, , last]) => [first!, [0, 0, 0, 0], last!]);
    const read = collect((sink) => sink.tokens(batchOf(dense)));
    expect(read.layers.map(({ layer }) => layer)).toEqual([0, 2]);
    expect(read.layers[0]!.flow!.to).toBe(2);
    expect(read.findings).toEqual([{ code: 'dense-layers', facts: { layers: [1] }, treatment: 'corrected' }]);
    const asIs = collect((sink) => sink.tokens(batchOf(dense)), ['dense-layers']);
    expect(asIs.layers[1]!.counts.choices[0]).toBe(400);
    expect(asIs.findings).toEqual([{ code: 'dense-layers', facts: { layers: [1] }, treatment: 'ignored' }]);
  });

  it('leaves out layers of no counts at all, and tokens of zeros among others', () => {
    const counted = collect((sink) => {
      sink.counts({ layer: 0, counts: [0, 0, 0] });
      sink.counts({ layer: 1, counts: [4, 0, 2] });
    });
    expect(counted.layers.map(({ layer }) => layer)).toEqual([1]);
    expect(codesOf(counted)).toEqual(['dense-layers']);
    const zeros = trace.slice(0, 100).map((token) => token.map(() => [0, 0, 0, 0]));
    const mixed = collect((sink) => sink.tokens(batchOf([...trace, ...zeros])));
    expect(mixed.layers[0]!.tokens).toBe(400);
    expect(mixed.findings).toEqual([
      { code: 'padding-ids', facts: { id: 0, choices: 300 }, treatment: 'corrected' },
    ]);
  });

  it('sees an expert listed twice behind the first two, in batches of any length', () => {
    const tell = (sink: TraceSink) =>
      sink.tokens(
        batchOf([
          ...trace,
          [
            [5, 2, 9, 2],
            [1, 2, 3, 4],
            [4, 3, 2, 1],
          ],
        ]),
      );
    const read = collect(tell);
    expect(read.findings).toEqual([
      { code: 'repeated-choices', facts: { choices: 1 }, treatment: 'corrected' },
    ]);
    expect(read.layers[0]!.counts.tokensBySize).toEqual(Float64Array.of(0, 0, 0, 1, 400));
    expect(read.layers[1]!.counts.tokensBySize).toEqual(Float64Array.of(0, 0, 0, 0, 401));
  });

  it('counts an expert once that a token lists twice', () => {
    const tell = (sink: TraceSink) => sink.tokens(batchOf([[[5, 2, 5]], [[1, 1, 3]]]));
    const read = collect(tell);
    expect(read.layers[0]!.counts.tokensBySize).toEqual(Float64Array.of(0, 0, 2));
    expect(read.findings).toEqual([
      { code: 'repeated-choices', facts: { choices: 2 }, treatment: 'corrected' },
    ]);
    const asIs = collect(tell, ['repeated-choices']);
    expect(asIs.layers[0]!.counts.choices[5]).toBe(2);
    expect(asIs.findings).toEqual([
      { code: 'repeated-choices', facts: { choices: 2 }, treatment: 'ignored' },
    ]);
  });

  it.each([1, 400])('leaves out ids beyond the experts, %i tokens at a time', (size) => {
    const { layers, findings } = collect((sink) => {
      sink.describe({ experts: 20 });
      for (let start = 0; start < 400; start += size) sink.tokens(batchOf(trace.slice(start, start + size)));
    });
    const all = trace.flat(2);
    const beyond = all.filter((id) => id >= 20);
    expect(findings).toEqual([
      {
        code: 'ids-outside',
        facts: { choices: beyond.length, largest: Math.max(...beyond), experts: 20 },
        treatment: 'told',
      },
    ]);
    expect(layers.reduce((total, { counts }) => total + sum(counts.choices), 0)).toBe(
      all.length - beyond.length,
    );
  });

  it('tells experts that are listed by id, of which none is the first choice', () => {
    const sorted = trace.map((token) => token.map((experts) => experts.toSorted((a, b) => a - b)));
    const read = collect((sink) => sink.tokens(batchOf(sorted)));
    expect(read.findings).toEqual([{ code: 'unsorted-choices', facts: { share: 1 }, treatment: 'told' }]);
    expect(read.layers[0]!.hasFirstChoices).toBe(false);
  });

  it('puts negative and nameless counts at none', () => {
    const { layers, findings } = collect((sink) => {
      sink.counts({ layer: 0, counts: [3, -1, NaN, Infinity], tokens: 3 });
    });
    expect(layers[0]!.counts.choices).toEqual(Float64Array.of(3, 0, 0, 0));
    expect(findings).toEqual([
      { code: 'negative-counts', facts: { values: 1 }, treatment: 'told' },
      { code: 'not-finite', facts: { rows: 2 }, treatment: 'told' },
    ]);
  });

  it('adds up counts, and says where they are not tokens times k', () => {
    const { layers, findings } = collect((sink) => {
      sink.describe({ topK: 2 });
      sink.counts({ layer: 0, counts: [3, 5, 2], tokens: 5 });
      sink.counts({ layer: 1, counts: [3, 5, 3], tokens: 5 });
      sink.counts({ layer: 2, counts: [3, 5, 4] });
    });
    expect(layers.map(({ tokens, topK }) => ({ tokens, topK }))).toEqual([
      { tokens: 5, topK: 2 },
      { tokens: 5, topK: 2.2 },
      { tokens: 6, topK: 2 },
    ]);
    expect(layers[1]!.counts.tokensBySize).toEqual(Float64Array.of(0, 0, 4, 1));
    expect(findings).toEqual([
      {
        code: 'sums-disagree',
        facts: { layer: 1, counted: 11, expected: 10, layers: 1 },
        treatment: 'told',
      },
    ]);
  });

  it('knows no tokens where neither they nor k are told', () => {
    const { layers } = collect((sink) => sink.counts({ layer: 0, counts: [3, 5, 2] }));
    expect(layers[0]).toMatchObject({ tokens: null, topK: null, hasFirstChoices: false });
    expect(sum(layers[0]!.counts.tokensBySize)).toBe(0);
  });
});

describe('gates', () => {
  const logits: Matrix = (() => {
    const random = seededRandom(SEED);
    return matrixOf(Array.from({ length: 300 }, () => Array.from({ length: 8 }, () => 2 * random.normal())));
  })();
  const rows = { layer: 0, tokens: 300, experts: 8, document: 0, areChoices: true } as const;

  it('of logits are their softmax, and choose the highest k', () => {
    const { layers, findings } = collect((sink) => {
      sink.describe({ topK: 2 });
      sink.gates({ ...rows, kind: 'logits', values: logits.values });
    });
    expect(findings).toEqual([finding('chosen-here', { topK: 2, isKnown: true })]);
    const probabilities = softmaxRows(logits);
    const { gates, counts, selected } = layers[0]!;
    gates!.importance.forEach((importance, expert) => {
      const expected = probabilities.values.filter((_, i) => i % 8 === expert).reduce((a, b) => a + b, 0);
      expect(importance).toBeCloseTo(expected, 9);
    });
    expect(sum(counts.choices)).toBe(600);
    expect(sum(counts.firstChoices)).toBe(300);
    expect(selected!.entropy).toMatchObject({ limit: 1, count: 300 });
  });

  it('weigh the chosen by a softmax over them where the trace says so', () => {
    const weightsOf = (facts: Parameters<TraceSink['describe']>[0]) => {
      const { layers } = collect((sink) => {
        sink.describe({ topK: 2, ...facts });
        sink.gates({ ...rows, kind: 'logits', values: logits.values });
      });
      return sum(layers[0]!.weightSums!);
    };
    expect(weightsOf({ normalisation: 'top-k-then-softmax' })).toBeCloseTo(300, 9);
    expect(weightsOf({ normalisation: 'softmax-then-top-k' })).toBeLessThan(290);
  });

  it('are never softmaxed twice, unless a person says so', () => {
    const { values } = softmaxRows(logits);
    const tell = (sink: TraceSink) =>
      sink.gates({ ...rows, kind: 'logits', values: Float32Array.from(values) });
    const right = collect((sink) => sink.gates({ ...rows, kind: 'logits', values: logits.values }));
    const read = collect(tell);
    expect(read.findings).toEqual([
      { code: 'already-probabilities', facts: { rows: 300 }, treatment: 'corrected' },
      finding('chosen-here', { topK: 1, isKnown: false }),
    ]);
    const mean = ({ layers }: Collected) => layers[0]!.gates!.entropy.sum / 300;
    expect(mean(read)).toBeCloseTo(mean(right), 6);
    const asIs = collect(tell, ['already-probabilities']);
    expect(mean(asIs)).toBeGreaterThan(mean(read) + 0.5);
    expect(asIs.findings).toEqual([
      { code: 'already-probabilities', facts: { rows: 300 }, treatment: 'ignored' },
      finding('chosen-here', { topK: 1, isKnown: false }),
    ]);
  });

  it('of sigmoid routers are made to sum to 1', () => {
    const scores = logits.values.map((z) => 1 / (1 + Math.exp(-z)));
    const fromScores = collect((sink) => sink.gates({ ...rows, kind: 'probabilities', values: scores }));
    const fromLogits = collect((sink) => {
      sink.describe({ normalisation: 'sigmoid' });
      sink.gates({ ...rows, kind: 'logits', values: logits.values });
    });
    const [a, b] = [fromScores, fromLogits].map(({ layers }) => layers[0]!.gates!.importance);
    a!.forEach((importance, expert) => {
      expect(importance).toBeCloseTo(b![expert]!, 9);
    });
    expect(sum(a!)).toBeCloseTo(300, 9);
  });

  it('that are NaN are told, and choose nobody', () => {
    const values = logits.values.slice();
    values.fill(NaN, 8, 24);
    const { layers, findings } = collect((sink) => sink.gates({ ...rows, kind: 'logits', values }));
    expect(layers[0]!.gates!.skipped).toBe(2);
    expect(sum(layers[0]!.counts.choices)).toBe(298);
    expect(findings.map(({ code }) => code)).toContain('not-finite');
  });
});

describe('vocabulary', () => {
  it('is specialised where ids keep to an expert, and compared with chance', () => {
    const random = seededRandom(SEED);
    const tokenIds = Array.from({ length: 4000 }, () => random.below(40));
    // even ids keep to expert id mod 8; odd ones go anywhere
    const ids = Int32Array.from(tokenIds, (id) => (id % 2 === 0 ? id % 8 : random.below(8)));
    const { layers } = collect((sink) =>
      sink.tokens({
        layers: [4],
        tokens: 4000,
        slots: 1,
        ids,
        strides: { layer: 0, token: 1, slot: 1 },
        tokenIds,
        document: 0,
      }),
    );
    const words = layers[0]!.vocabulary!;
    expect(words).toMatchObject({ ids: 40, tokens: 4000 });
    expect(words.mean).toBeGreaterThan(0.55);
    expect(words.meanByChance).toBeGreaterThan(0.125);
    expect(words.meanByChance).toBeLessThan(0.3);
    expect(words.favourites[2]!.slice(0, 5).map(({ share }) => share)).toEqual([1, 1, 1, 1, 1]);
    expect(words.favourites[2]!.slice(0, 5).map(({ tokenId }) => tokenId % 8)).toEqual([2, 2, 2, 2, 2]);
  });

  it('may come added up', () => {
    const { layers } = collect((sink) => {
      sink.describe({ topK: 2 });
      for (const [expert, count] of [18, 12, 6].entries()) sink.vocabulary(0, { expert, tokenId: 7, count });
    });
    expect(layers[0]!.vocabulary).toMatchObject({ ids: 1, tokens: 18, mean: 1 });
    expect(layers[0]!.vocabulary!.favourites[1]).toEqual([{ tokenId: 7, count: 12, share: 12 / 18 }]);
  });

  it('that came added up is of as many tokens as the checkpoint beside it says', () => {
    const model = { name: 'model', experts: 3, topK: 2, layers: [0], isCertain: true };
    const collector = collectTrace({ name: 'trace', corrects: () => true, model });
    for (const [expert, count] of [18, 12, 6].entries())
      collector.vocabulary(0, { expert, tokenId: 7, count });
    expect(collector.finish().layers[0]!.vocabulary).toMatchObject({ tokens: 18, mean: 1 });
  });
});

describe('a trace that lies about its size', () => {
  const lies: Record<string, (sink: TraceSink) => void> = {
    'experts in what it says': (sink) => sink.describe({ experts: 1e9 }),
    'experts in counts': (sink) => sink.counts({ layer: 0, counts: { length: 1e9 } }),
    'the id of a layer': (sink) => sink.counts({ layer: 1e9, counts: [1] }),
    'a layer of no number': (sink) => sink.counts({ layer: NaN, counts: [1] }),
    layers: (sink) => {
      for (let layer = 0; layer < 50_000; layer++) sink.counts({ layer, counts: [1] });
    },
    'layers times experts': (sink) => {
      for (let layer = 0; layer < 4000; layer++) sink.counts({ layer, counts: new Uint8Array(8000) });
    },
    'score tables': (sink) => {
      for (let table = 0; table < 1000; table++) sink.scores({ table: String(table), layer: 0, values: [1] });
    },
    slots: (sink) =>
      sink.tokens({
        layers: [0],
        tokens: 1,
        slots: 1e9,
        ids: new Uint8Array(4),
        strides: { layer: 0, token: 0, slot: 0 },
        document: 0,
      }),
    'layers that are one': (sink) => sink.tokens(batchOf(trace, { layers: [1, 2, 1] })),
    'experts of layers that name none': (sink) => {
      sink.describe({ experts: 8192 });
      for (let layer = 0; layer < 4000; layer++) sink.counts({ layer, counts: [1] });
    },
    'names of classes': (sink) => {
      sink.describe({ experts: 8192, classes: Array.from({ length: 10_000 }, String) });
      for (let layer = 0; layer < 40; layer++) sink.counts({ layer, counts: [1], label: 0 });
    },
    'classes of layers': (sink) => {
      const counts = new Uint8Array(8000);
      for (let layer = 0; layer < 4; layer++) {
        for (let label = 0; label < 900; label++) sink.counts({ layer, counts, label });
      }
    },
    'short scores beside long ones': (sink) => {
      for (let table = 0; table < 100; table++) {
        sink.scores({ table: String(table), layer: 0, values: new Uint8Array(8000) });
        for (let layer = 1; layer < 200; layer++) {
          sink.scores({ table: String(table), layer, values: [1] });
        }
      }
    },
  };

  it.each(Object.entries(lies))('%s ends in a fault', (_, tell) => {
    expect(() => collect(tell)).toThrow(Fault);
  });

  it('gives tables of documents and steps no more room than they would fill', () => {
    const { layers } = collect((sink) => {
      sink.counts({ layer: 0, counts: new Uint8Array(8192).fill(1), document: 0, step: 0 });
      for (let layer = 1; layer < 100; layer++) {
        sink.counts({ layer, counts: [layer], document: layer, step: layer });
      }
    });
    const { documents, steps } = layers[99]!;
    expect(documents!.rows * 8192 * 100).toBeLessThanOrEqual(8_000_000);
    expect(steps!.choices.rows * 8192 * 100).toBeLessThanOrEqual(8_000_000);
    expect([sum(documents!.values), sum(steps!.choices.values)]).toEqual([99, 99]);
  });

  it('calls what stands in a row of documents by what it is: too many share rows', () => {
    const collector = collectTrace({ name: 'test', corrects: () => true });
    collector.describe({ documentName: 'query', topK: 1 });
    for (let document = 0; document < 300; document++) {
      collector.counts({ layer: 0, counts: [1, 2], document });
    }
    const { facts, layers } = collector.finish();
    expect(layers[0]?.documents?.rows).toBe(128);
    expect(facts.documentName).toBe('group of queries');
  });

  it('takes scores as the person says they become weights, whatever the trace says', () => {
    const read = (normalisation: 'sigmoid' | null) => {
      const collector = collectTrace({ name: 'test', corrects: () => true, normalisation });
      collector.describe({ normalisation: 'softmax-then-top-k', topK: 1 });
      const values = Float64Array.of(0, Math.log(3));
      collector.gates({
        layer: 0,
        tokens: 1,
        experts: 2,
        values,
        kind: 'logits',
        areChoices: true,
        document: 0,
      });
      const { facts, layers } = collector.finish();
      return [facts.normalisation, layers[0]!.gates!.importance[1]!] as const;
    };
    // e^ln 3 ⁄ (1 + 3), and σ(ln 3) ⁄ (σ(0) + σ(ln 3)) = 0.75 ⁄ 1.25
    expect(read(null)).toEqual(['softmax-then-top-k', expect.closeTo(0.75, 12)]);
    expect(read('sigmoid')).toEqual(['sigmoid', expect.closeTo(0.6, 12)]);
  });

  it('says where choices were made here, and whether anything told how many', () => {
    const findingsOf = (topK: number | undefined) => {
      const collector = collectTrace({ name: 'test', corrects: () => true });
      if (topK !== undefined) collector.describe({ topK });
      const values = Float64Array.of(0, 1, 2);
      collector.gates({
        layer: 0,
        tokens: 1,
        experts: 3,
        values,
        kind: 'logits',
        areChoices: true,
        document: 0,
      });
      return collector.finish().findings;
    };
    const told = (topK: number, isKnown: boolean) => finding('chosen-here', { topK, isKnown });
    expect(findingsOf(2)).toEqual([told(2, true)]);
    expect(findingsOf(undefined)).toEqual([told(1, false)]);
  });

  it('says how many tokens are of classes without room', () => {
    const collector = collectTrace({ name: 'test', corrects: () => true });
    collector.describe({ topK: 1 });
    collector.tokens({
      layers: [0],
      tokens: 4,
      slots: 1,
      ids: Int32Array.of(0, 1, 0, 1),
      strides: { layer: 0, token: 1, slot: 1 },
      labels: [-1, 3, 1_000_000, 1_000_001],
      document: 0,
    });
    const { layers, findings } = collector.finish();
    expect(findings).toEqual([finding('classes-left-out', { tokens: 2 })]);
    expect(layers[0]!.classes!.tokens[3]).toBe(1);
    expect([...layers[0]!.counts.choices]).toEqual([2, 2]);
  });
});
