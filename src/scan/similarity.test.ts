import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/catalogue.ts';
import { structureOf } from '../core/families/structure-of.ts';
import { seededRandom } from '../core/random.ts';
import { routingPartsOf } from '../core/router-parts.ts';
import { openCheckpoints } from '../formats/open.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { similarityRequest, type SimilarityKind } from '../core/similarity-request.ts';
import { encodeSafetensors } from '../formats/checkpoints/safetensors-writer.ts';
import { estimateRouting, type EstimateKind } from './estimate.ts';
import { PartReader } from './part-values.ts';
import { planScan } from './plan.ts';
import { similarityOf } from './similarity.ts';

const [EXPERTS, WIDTH, HIDDEN, WORDS] = [4, 48, 80, 300];

/** Expert 1 is a copy of expert 0; expert 2 has its hidden units in another order; expert 3 is its own. */
function mixtral(): Uint8Array {
  const random = seededRandom(3);
  const draw = (count: number) => Float32Array.from({ length: count }, () => random.normal());
  const order = Array.from({ length: HIDDEN }, (_, i) => (i * 7 + 3) % HIDDEN);
  const first = { w1: draw(HIDDEN * WIDTH), w2: draw(WIDTH * HIDDEN), w3: draw(HIDDEN * WIDTH) };
  const rows = (matrix: Float32Array) =>
    matrix.map((_, i) => matrix[order[Math.floor(i / WIDTH)]! * WIDTH + (i % WIDTH)]!);
  const columns = (matrix: Float32Array) =>
    matrix.map((_, i) => matrix[i - (i % HIDDEN) + order[i % HIDDEN]!]!);
  const moved = { w1: rows(first.w1), w2: columns(first.w2), w3: rows(first.w3) };
  const own = { w1: draw(HIDDEN * WIDTH), w2: draw(WIDTH * HIDDEN), w3: draw(HIDDEN * WIDTH) };
  const router = draw(EXPERTS * WIDTH);
  router.copyWithin(WIDTH, 0, WIDTH);
  const prefix = 'model.layers.0.block_sparse_moe';
  const tensor = (name: string, shape: readonly number[], values: Float32Array) => ({
    name,
    dtype: 'F32' as const,
    shape,
    bytes: new Uint8Array(values.buffer),
  });
  return encodeSafetensors([
    ...[first, first, moved, own].flatMap((weights, e) =>
      Object.entries(weights).map(([name, values]) =>
        tensor(
          `${prefix}.experts.${e}.${name}.weight`,
          name === 'w2' ? [WIDTH, HIDDEN] : [HIDDEN, WIDTH],
          values,
        ),
      ),
    ),
    tensor(`${prefix}.gate.weight`, [EXPERTS, WIDTH], router),
    tensor('model.layers.0.post_attention_layernorm.weight', [WIDTH], new Float32Array(WIDTH).fill(2)),
    tensor('model.embed_tokens.weight', [WORDS, WIDTH], draw(WORDS * WIDTH)),
  ]);
}

async function opened() {
  const bytes = mixtral();
  const recipe = { kind: 'bytes', name: 'model.safetensors', bytes } as const;
  const { checkpoints } = await openCheckpoints([{ path: 'model.safetensors', recipe }]);
  const checkpoint = checkpoints[0]!;
  const structure = structureOf(checkpoint);
  const parts = routingPartsOf(checkpoint, structure);
  const reader = new PartReader(planScan(checkpoint, structure), sourceOf);
  return { catalogue: catalogueOf(checkpoint, structure, 'f'), parts, reader };
}

async function compare(kind: SimilarityKind) {
  const { catalogue, parts, reader } = await opened();
  const [router] = parts.routers;
  const comparison = similarityRequest(catalogue, { layer: 0, kind, width: WIDTH }, router!);
  const progress: number[] = [];
  const similarity = await similarityOf(reader, comparison!.request, {
    report: ({ experts }) => progress.push(experts),
  });
  expect(comparison!.experts).toEqual([0, 1, 2, 3]);
  return { ...similarity, row: [...similarity.values.values.subarray(0, EXPERTS)], progress };
}

describe('experts of a layer', () => {
  it('are alike by their weights where these are the same in the same order', async () => {
    const { row, compared, all, progress } = await compare('weights');
    expect([compared, all]).toEqual([3 * HIDDEN * WIDTH, 3 * HIDDEN * WIDTH]);
    expect(row[1]).toBeCloseTo(1, 12);
    // weights of other units: chance, of 11,520 numbers
    expect(Math.abs(row[2]!)).toBeLessThan(0.04);
    expect(Math.abs(row[3]!)).toBeLessThan(0.04);
    expect(progress).toEqual([1, 2, 3, 4]);
  });

  it('are alike by their units whatever the order of these', async () => {
    const { row } = await compare('units');
    expect(row[1]).toBeCloseTo(1, 12);
    expect(row[2]).toBeCloseTo(1, 9);
    expect(row[3]).toBeLessThan(0.9);
  });

  it('are alike to the router where its rows are', async () => {
    const { row } = await compare('router');
    expect(row[1]).toBeCloseTo(1, 12);
    expect(Math.abs(row[3]!)).toBeLessThan(0.5);
  });

  it('cannot be compared where there are none', async () => {
    const { catalogue } = await opened();
    for (const kind of ['weights', 'units', 'router'] as const) {
      expect(similarityRequest(catalogue, { layer: 5, kind, width: WIDTH }, null)).toBeNull();
    }
    // without the model's width nobody knows which axis is which
    expect(similarityRequest(catalogue, { layer: 0, kind: 'units', width: null }, null)).toBeNull();
  });
});

describe('an estimate without a trace', () => {
  async function estimate(kind: EstimateKind, topK: number | null = 2) {
    const { parts, reader } = await opened();
    return estimateRouting(reader, { kind, parts, topK, name: 'model' });
  }

  it('sends no probe to one of two experts with equal rows but to the first', async () => {
    const { layers, findings } = await estimate('probes');
    expect(layers).toHaveLength(1);
    const { counts, tokens, gates, pairs } = layers[0]!;
    expect(tokens).toBe(4096);
    expect(counts.choices.reduce((a, b) => a + b, 0)).toBe(2 * 4096);
    // equal rows tie, so the second is chosen only where the first is
    expect(counts.choices[1]).toBeGreaterThan(0);
    expect(pairs?.counts.values[1]).toBe(counts.choices[1]);
    expect(gates?.entropy.count).toBe(4096);
    expect(findings).toContainEqual({
      code: 'estimated',
      facts: { from: 'probes', vectors: 4096, withoutNorm: [] },
      treatment: 'told',
    });
  });

  it('sends tokens of the embedding, fewer than wanted where there are no more', async () => {
    const { layers, findings } = await estimate('tokens');
    expect(layers[0]!.tokens).toBe(WORDS);
    expect(findings[0]?.facts).toMatchObject({ from: 'tokens', vectors: WORDS });
  });

  it('says so where it chooses one expert because nobody told how many', async () => {
    const { layers, findings } = await estimate('probes', null);
    expect(layers[0]!.topK).toBe(1);
    expect(findings.map(({ code }) => code)).toEqual(['not-in-format', 'estimated']);
  });

  it('is the same each time', async () => {
    expect((await estimate('probes')).layers).toEqual((await estimate('probes')).layers);
  });
});
