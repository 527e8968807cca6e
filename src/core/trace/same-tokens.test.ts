import { describe, expect, it } from 'vitest';
import { collectTrace, type Collector } from './collector.ts';
import { overlapOfTraces } from './same-tokens.ts';

function traceOf(rows: readonly (readonly number[])[], tokenIds: readonly number[] | null = null): Collector {
  const collector = collectTrace({ name: 'test', corrects: () => true });
  collector.describe({ experts: 8, topK: 2 });
  collector.tokens({
    layers: [2],
    tokens: rows.length,
    slots: 2,
    ids: Int32Array.from(rows.flat()),
    strides: { layer: 0, token: 2, slot: 1 },
    tokenIds,
    document: 0,
  });
  return collector;
}

const early = [
  [0, 1],
  [2, 3],
  [4, 5],
  [6, 7],
];
const late = [
  [1, 0],
  [2, 4],
  [6, 7],
  [6, 5],
];

describe('two traces of the same tokens', () => {
  it('share as many experts as they share, whatever their order', () => {
    const overlap = overlapOfTraces(traceOf(early).sampled(), traceOf(late).sampled());
    expect(overlap?.basis).toBe('number');
    // 2 + 1 + 0 + 1 of 8; by chance Σ n m ⁄ (T Σm) = (1+1+1+0+1+1+2+1) ⁄ (4 · 8)
    expect(overlap?.layers).toEqual([{ layer: 2, tokens: 4, saturation: 4 / 8, byChance: 8 / 32 }]);
  });

  it('are known to be the same by their vocabulary ids, or not to be', () => {
    const ids = [5, 6, 7, 8];
    const same = overlapOfTraces(traceOf(early, ids).sampled(), traceOf(late, ids).sampled());
    expect(same?.basis).toBe('ids');
    expect(overlapOfTraces(traceOf(early, ids).sampled(), traceOf(late, [5, 6, 8, 7]).sampled())).toBeNull();
  });

  it('have nothing in common where their numbers differ', () => {
    expect(overlapOfTraces(traceOf(early).sampled(), traceOf(late.slice(1)).sampled())).toBeNull();
  });

  it('are compared by what both samples hold, however much each was thinned', () => {
    const many = Array.from({ length: 3000 }, (_, t) => [t % 8, (t + 1 + (t % 3)) % 8]);
    const whole = traceOf(many).sampled();
    const [layer] = whole.layers;
    const thin = {
      ...whole,
      layers: [
        {
          ...layer!,
          places: layer!.places.filter((_, i) => i % 3 === 0),
          selection: {
            tokens: 1000,
            slots: 2,
            experts: Int32Array.from(many.filter((_, i) => i % 3 === 0).flat()),
          },
        },
      ],
    };
    expect(overlapOfTraces(thin, whole)?.layers[0]).toMatchObject({ tokens: 1000, saturation: 1 });
  });
});
