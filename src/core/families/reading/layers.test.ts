import { describe, expect, it } from 'vitest';
import { tensorEntries } from '../../../testing/tensors.ts';
import type { ModelConfig } from '../../checkpoint.ts';
import { MAX_LAYERS } from '../limits.ts';
import { structureOf } from '../structure-of.ts';

function layersOf(names: readonly string[], config: ModelConfig | null = null) {
  const tensors = names.flatMap((name) => tensorEntries({ [name]: [4, 4] }));
  const { layers, layerLabels, parts } = structureOf({ tensors, config });
  return { layers, labels: layerLabels, of: parts.map(({ layer }) => layer) };
}

describe('layers', () => {
  it('keep their numbers, whatever the order of the tensors', () => {
    const { layers, labels, of } = layersOf(['model.layers.2.x', 'model.layers.0.x', 'model.layers.1.x']);
    expect([layers, labels, of]).toEqual([3, ['0', '1', '2'], [2, 0, 1]]);
  });

  it('keep their numbers where a shard is missing', () => {
    expect(layersOf(['model.layers.5.x', 'model.layers.9.x'])).toMatchObject({ layers: 10, of: [5, 9] });
  });

  it('follow one another from encoder to decoder', () => {
    const { labels, of } = layersOf([
      'decoder.block.{2}.layer.0.x',
      'encoder.block.{2}.layer.0.x',
      'encoder.final_layer_norm.weight',
    ]);
    expect(labels).toEqual(['enc 0', 'enc 1', 'dec 0', 'dec 1']);
    expect(of).toEqual([2, 3, 0, 1, null]);
  });

  it('of an encoder and a decoder are found behind a common prefix', () => {
    expect(layersOf(['bart.decoder.layers.0.x', 'bart.encoder.layers.0.x']).labels).toEqual([
      'enc 0',
      'dec 0',
    ]);
  });

  it('of a lone encoder or decoder are just numbered', () => {
    expect(layersOf(['bert.encoder.layer.{2}.x']).labels).toEqual(['0', '1']);
    expect(layersOf(['model.decoder.layers.{2}.x']).labels).toEqual(['0', '1']);
  });

  it('of other towers follow the language model’s', () => {
    const { labels, of } = layersOf(['model.visual.blocks.{2}.x', 'model.language_model.layers.{2}.x']);
    expect(labels).toEqual(['0', '1', 'visual 0', 'visual 1']);
    expect(of).toEqual([2, 3, 0, 1]);
  });

  it('of stages are told apart', () => {
    const { labels } = layersOf(['layers.0.blocks.{2}.x', 'layers.1.blocks.{1}.x']);
    expect(labels).toEqual(['0 0', '0 1', '1 0']);
  });

  it('with the same short name are told apart by their whole path', () => {
    const { labels } = layersOf(['model.layers.0.x', 'transformer.h.0.x']);
    expect(labels).toEqual(['model.layers 0', 'transformer.h 0']);
  });
});

describe('layers that predict further tokens', () => {
  it('come last under names of their own', () => {
    const { labels, of } = layersOf(['mtp.layers.0.x', 'model.layers.{2}.x', 'mtp.fc.weight']);
    expect(labels).toEqual(['0', '1', 'mtp 0']);
    expect(of).toEqual([2, 0, 1, null]);
  });

  it('are known by what only they have', () => {
    const { labels } = layersOf(['model.layers.{3}.x', 'model.layers.2.eh_proj.weight']);
    expect(labels).toEqual(['0', '1', 'mtp 2']);
  });

  it('are known by config.json where it announces them, and else are a disagreement', () => {
    const announced = { num_hidden_layers: 2, num_nextn_predict_layers: 1 };
    expect(layersOf(['model.layers.{3}.x'], announced).labels).toEqual(['0', '1', 'mtp 2']);
    expect(layersOf(['model.layers.{3}.x'], { num_hidden_layers: 2 }).labels).toEqual(['0', '1', '2']);
  });
});

describe('hostile layer numbers', () => {
  it('are read as text beyond five digits', () => {
    expect(layersOf(['model.layers.999999999999.x'])).toMatchObject({ layers: 0, of: [null] });
  });

  it('do not make layers out of gaps', () => {
    const { layers, labels, of } = layersOf(['model.layers.7.x', 'model.layers.99999.x']);
    expect([layers, labels, of]).toEqual([2, ['7', '99999'], [0, 1]]);
  });

  it('stop at a ceiling, in one stack or in many', () => {
    const oneStack = layersOf([`model.layers.{${MAX_LAYERS + 5}}.x`]);
    expect(oneStack.layers).toBe(MAX_LAYERS);
    expect(oneStack.of.filter((layer) => layer === null)).toHaveLength(5);
    const manyStacks = layersOf(Array.from({ length: MAX_LAYERS + 5 }, (_, i) => `s${i}x.layers.0.x`));
    expect(manyStacks.layers).toBe(MAX_LAYERS);
    expect(manyStacks.of.filter((layer) => layer === null)).toHaveLength(5);
  });
});
