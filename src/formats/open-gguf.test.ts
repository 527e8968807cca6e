import { expect, it } from 'vitest';
import { structureOf } from '../core/families/structure-of.ts';
import { ggufFile, type GgufSpec } from '../testing/gguf-builder.ts';
import { openCheckpoints } from './open.ts';

const metadata = {
  'general.architecture': 'llama',
  'llama.expert_count': 2,
  'llama.expert_used_count': 1,
  'llama.block_count': 2,
};

function shard(number: number, spec: GgufSpec) {
  const name = `m-0000${number}-of-00002.gguf`;
  return { path: `m/${name}`, recipe: { kind: 'bytes', name, bytes: ggufFile(spec) } as const };
}

function experts(layer: number): GgufSpec['tensors'] {
  return ['gate', 'up', 'down'].map((projection) => ({
    name: `blk.${layer}.ffn_${projection}_exps.weight`,
    type: 'Q8_0',
    sizes: [32, 4, 2],
    bytes: new Uint8Array(8 * 34),
  }));
}

const first = shard(1, { settings: { ...metadata, 'split.no': 0, 'split.count': 2 }, tensors: experts(0)! });
const second = shard(2, { settings: { 'split.no': 1, 'split.count': 2 }, tensors: experts(1)! });

it('parts of a split GGUF file are one model, with the settings of the first', async () => {
  const { checkpoints, faults } = await openCheckpoints([second, first]);
  expect(faults).toEqual([]);
  expect(checkpoints).toHaveLength(1);
  const [checkpoint] = checkpoints;
  expect(checkpoint).toMatchObject({ name: 'm', format: 'gguf', config: metadata });
  expect(checkpoint!.notices.map(({ code }) => code)).toEqual(['quantised-weights']);
  expect(structureOf(checkpoint!)).toMatchObject({
    family: 'mixtral',
    layers: 2,
    expertsPerLayer: 2,
    topK: 1,
  });
});

it('a part that is missing is named; without the first the family is not known', async () => {
  const [checkpoint] = (await openCheckpoints([second])).checkpoints;
  expect(checkpoint!.notices[0]).toMatchObject({
    code: 'missing-shard',
    facts: { shards: ['m-00001-of-00002.gguf'] },
  });
  expect(structureOf(checkpoint!)).toMatchObject({ family: 'generic', expertsPerLayer: 2, topK: null });
});

it('config.json beside a GGUF file is believed before its own settings', async () => {
  const bytes = new TextEncoder().encode('{"model_type": "olmoe", "num_experts_per_tok": 2}');
  const config = { path: 'm/config.json', recipe: { kind: 'bytes', name: 'config.json', bytes } as const };
  const [checkpoint] = (await openCheckpoints([first, second, config])).checkpoints;
  expect(structureOf(checkpoint!)).toMatchObject({ family: 'olmoe', topK: 2 });
});
