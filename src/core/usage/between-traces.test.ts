import { describe, expect, it } from 'vitest';
import { domainShares } from '../routing/statistics/specialisation.ts';
import { collectTrace } from '../trace/collector.ts';
import type { TraceReading } from '../trace/reading.ts';
import { tracesAsClasses } from './between-traces.ts';

function traceOf(name: string, counts: readonly number[], tokens: number | null): TraceReading {
  const collector = collectTrace({ name, corrects: () => true });
  collector.describe({ topK: 2 });
  collector.counts({ layer: 3, counts, tokens });
  return { format: 'test', formatName: 'Test', name, fingerprint: name, ...collector.finish() };
}

describe('traces as domains', () => {
  it('are classes of tokens with the names of the traces', () => {
    const both = tracesAsClasses([traceOf('code', [10, 30], 20), traceOf('prose', [60, 20], null)], 3);
    expect(both?.names).toEqual(['code', 'prose']);
    expect([...both!.counts.tokens]).toEqual([20, 40]);
    // N(i, D) ⁄ N(D), by hand
    expect([...domainShares(both!.counts).values]).toEqual([0.5, 1.5, 1.5, 0.5]);
  });

  it('are none of one trace, of another layer, or of layers with other experts', () => {
    const code = traceOf('code', [10, 30], 20);
    expect(tracesAsClasses([code], 3)).toBeNull();
    expect(tracesAsClasses([code, code], 4)).toBeNull();
    expect(tracesAsClasses([code, traceOf('other', [1, 2, 3], 3)], 3)).toBeNull();
  });
});
