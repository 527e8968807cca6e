import { describe, expect, it } from 'vitest';
import { structureOf } from '../core/families/structure-of.ts';
import { routingPartsOf } from '../core/router-parts.ts';
import { encodeSafetensors } from '../formats/checkpoints/safetensors-writer.ts';
import { openCheckpoints } from '../formats/open.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { PartReader } from './part-values.ts';
import { planScan } from './plan.ts';
import { readRouterNorms } from './router-norms.ts';

const [EXPERTS, WIDTH] = [3, 4];
const router = [
  [3, 4, 0, 0],
  [0, 0, 0, 0],
  [1, -1, 1, -1],
];

function mixtral(): Uint8Array {
  const prefix = 'model.layers.0.block_sparse_moe';
  const tensor = (name: string, shape: readonly number[], values: Float32Array) => ({
    name,
    dtype: 'F32' as const,
    shape,
    bytes: new Uint8Array(values.buffer),
  });
  const experts = Array.from({ length: EXPERTS }, (_, e) =>
    ['w1', 'w2', 'w3'].map((name) =>
      tensor(
        `${prefix}.experts.${e}.${name}.weight`,
        [WIDTH, WIDTH],
        new Float32Array(WIDTH * WIDTH).fill(1),
      ),
    ),
  );
  return encodeSafetensors([
    ...experts.flat(),
    tensor(`${prefix}.gate.weight`, [EXPERTS, WIDTH], Float32Array.from(router.flat())),
    // the norm before the router is no part of it
    tensor('model.layers.0.post_attention_layernorm.weight', [WIDTH], new Float32Array(WIDTH).fill(7)),
  ]);
}

describe('norms of a router', () => {
  it('are the lengths of its rows as they are stored', async () => {
    const recipe = { kind: 'bytes', name: 'model.safetensors', bytes: mixtral() } as const;
    const { checkpoints } = await openCheckpoints([{ path: 'model.safetensors', recipe }]);
    const checkpoint = checkpoints[0]!;
    const structure = structureOf(checkpoint);
    const { routers } = routingPartsOf(checkpoint, structure);
    const reader = new PartReader(planScan(checkpoint, structure), sourceOf);
    expect(await readRouterNorms(reader, routers)).toEqual([
      { layer: 0, norms: Float64Array.from([5, 0, 2]) },
    ]);
  });
});
