import { describe, expect, it } from 'vitest';
import { collectTrace } from './collector.ts';
import type { ModelFacts } from './model-facts.ts';
import type { TraceSink } from './trace-sink.ts';

const model: ModelFacts = { name: 'mixtral', experts: 8, topK: 2, layers: [0, 1], isCertain: true };

function collect(beside: ModelFacts | null, tell: (sink: TraceSink) => void) {
  const collector = collectTrace({ name: 'trace', corrects: () => true, model: beside });
  tell(collector);
  return collector.finish();
}

/** One token in layer 0. */
const choose =
  (...ids: readonly number[]) =>
  (sink: TraceSink) =>
    sink.tokens({
      layers: [0],
      tokens: 1,
      slots: ids.length,
      ids: Int32Array.from(ids),
      strides: { layer: 0, token: ids.length, slot: 1 },
      document: 0,
    });

const logits = (sink: TraceSink) =>
  sink.gates({
    layer: 0,
    tokens: 2,
    experts: 8,
    values: Float64Array.from({ length: 16 }, (_, i) => i - 5),
    kind: 'logits',
    areChoices: true,
    document: 0,
  });

describe('a trace beside its checkpoint', () => {
  it('has the experts that it never shows', () => {
    const { layers, findings } = collect(model, choose(1, 3));
    expect(layers[0]!.experts).toBe(8);
    expect(findings).toEqual([]);
    expect(collect(null, choose(1, 3)).layers[0]!.experts).toBe(4);
  });

  it('knows how many experts its logits choose', () => {
    expect(collect(model, logits).layers[0]!.topK).toBe(2);
    expect(collect(null, logits).layers[0]!.topK).toBe(1);
  });

  it('says where the two disagree, and shows what it has', () => {
    const { layers, findings } = collect(model, (sink) => {
      choose(1, 9, 3)(sink);
      sink.counts({ layer: 30, counts: [1, 2] });
    });
    expect(layers.map(({ experts }) => experts)).toEqual([10, 10]);
    expect(findings).toMatchObject([
      { code: 'other-model', facts: { what: 'experts', trace: 10, model: 8, name: 'mixtral' } },
      { code: 'other-model', facts: { what: 'top-k', trace: 3, model: 2 } },
      { code: 'other-model', facts: { what: 'layers', trace: 1, model: 2 } },
    ]);
  });

  it('may number its layers from the first with experts', () => {
    const { findings } = collect({ ...model, layers: [3, 7] }, choose(1, 3));
    expect(findings).toEqual([]);
  });

  it('is not held to a checkpoint that merely happens to be open', () => {
    const stranger = { ...model, isCertain: false };
    const { layers, findings } = collect(stranger, choose(1, 9));
    expect(layers[0]!.experts).toBe(10);
    expect(findings).toEqual([]);
    expect(collect(stranger, choose(1, 3)).layers[0]!.experts).toBe(8);
  });
});
