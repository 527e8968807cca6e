import { describe, expect, it } from 'vitest';
import { domainLift, domainShares } from '../routing/statistics/specialisation.ts';
import { collectTrace } from '../trace/collector.ts';
import { tracesAsClasses, type NamedReading } from './between-traces.ts';

function traceOf(
  name: string,
  counts: readonly number[],
  { tokens = null, topK = 2 }: { readonly tokens?: number | null; readonly topK?: number | null } = {},
): NamedReading {
  const collector = collectTrace({ name, corrects: () => true });
  if (topK !== null) collector.describe({ topK });
  collector.counts({ layer: 3, counts, tokens });
  const trace = { format: 'test', formatName: 'Test', name: `${name}.json`, fingerprint: name };
  return { name, reading: { ...trace, ...collector.finish() } };
}

const place = { layer: 3, experts: 2 };

describe('traces as domains', () => {
  it('are classes of tokens with the names that people gave the traces', () => {
    const both = tracesAsClasses(
      [traceOf('code', [10, 30], { tokens: 20 }), traceOf('prose', [60, 20])],
      place,
    );
    expect(both?.names).toEqual(['code', 'prose']);
    expect([...both!.counts.tokens]).toEqual([20, 40]);
    // N(i, D) ⁄ N(D), by hand
    expect([...domainShares(both!.counts).values]).toEqual([0.5, 1.5, 1.5, 0.5]);
  });

  it('count choices over one k where a trace does not tell its own', () => {
    const traces = [traceOf('code', [10, 30], { tokens: 20 }), traceOf('prose', [10, 30], { topK: null })];
    const { counts } = tracesAsClasses(traces, place)!;
    expect([...domainLift(counts).values]).toEqual([1, 1, 1, 1]);
  });

  it('leave out traces of another number of experts, wherever they stand', () => {
    const traces = [traceOf('other', [1, 2, 3]), traceOf('code', [10, 30]), traceOf('prose', [60, 20])];
    expect(tracesAsClasses(traces, place)?.names).toEqual(['code', 'prose']);
  });

  it('are none of one trace, of another layer, or of layers with other experts', () => {
    const code = traceOf('code', [10, 30]);
    expect(tracesAsClasses([code], place)).toBeNull();
    expect(tracesAsClasses([code, code], { ...place, layer: 4 })).toBeNull();
    expect(tracesAsClasses([code, traceOf('other', [1, 2, 3])], place)).toBeNull();
  });
});
