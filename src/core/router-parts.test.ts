import { describe, expect, it } from 'vitest';
import { structureOf } from './families/structure-of.ts';
import { partsRead, routingPartsOf } from './router-parts.ts';
import * as published from '../testing/published-models.ts';

function routingOf({ config, tensors }: published.NamedModel) {
  const checkpoint = {
    name: 'm',
    format: 'f',
    formatName: 'F',
    files: [],
    metadata: {},
    notices: [],
    config,
    tensors,
  };
  const structure = structureOf(checkpoint);
  const name = (part: number | null) => (part === null ? null : tensors[structure.parts[part]!.tensor]!.name);
  return { ...routingPartsOf(checkpoint, structure), name };
}

describe('what decides where tokens go', () => {
  it('is the router of every layer, the norm before it and the embedding', () => {
    const { routers, embedding, name } = routingOf(published.mixtral8x7b);
    expect(routers).toHaveLength(32);
    expect(routers[3]).toMatchObject({ layer: 3, experts: 8, width: 4096, isTransposed: false, bias: null });
    expect(name(routers[3]!.matrix)).toBe('model.layers.3.block_sparse_moe.gate.weight');
    expect(embedding).toMatchObject({ rows: 32_000, width: 4096 });
    expect(name(embedding!.part)).toBe('model.embed_tokens.weight');
  });

  it.each(Object.entries(published).filter(([, model]) => typeof model === 'object'))(
    'is found in %s, each once, by matrices that have a row or a column an expert',
    (_, model) => {
      const { routers, embedding } = routingOf(model);
      expect(routers.length).toBeGreaterThan(0);
      expect(new Set(routers.map(({ layer }) => layer)).size).toBe(routers.length);
      const read = partsRead({ routers, embedding });
      for (const { matrix } of routers) expect(read.has(matrix)).toBe(true);
    },
  );
});
