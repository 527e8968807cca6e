/**
 * Experts in a transformer block over the tokens of a sample: x + attention(LN x), then x + MoE(LN x), the mean over
 * tokens, and a linear head. Padding is seen by nobody, and routed nowhere.
 */
import { selfAttention } from '../attention.ts';
import { glorotUniform, heNormal } from '../initializers.ts';
import { meanOfTokens, realRows, sampleOfRows, type Layout } from '../layout.ts';
import { layerNorm } from '../layer-norm.ts';
import { switchTransformers } from '../papers.ts';
import * as tf from '../tf.ts';
import { linear, type Weights } from '../weights.ts';
import { definePlacement } from './placement.ts';

/** Width of the ordinary feed-forward network before the experts, over that of the tokens. */
const EXPANSION = 2;

export const blockPlacement = definePlacement({
  id: 'block',
  name: 'Block over tokens',
  explanation:
    'Tokens look at each other, then each goes through experts; the mean of what becomes of them tells the class.',
  papers: [
    { title: 'Attention Is All You Need', cite: 'Vaswani et al. 2017', arxiv: '1706.03762' },
    switchTransformers,
  ],
  accepts: ['vector', 'tokens'],
  givesEach: false,
  keepsImage: false,
  parameters: {
    heads: {
      type: 'integer',
      min: 0,
      max: 8,
      default: 1,
      label: 'Attention heads',
      explanation:
        'How many ways tokens look at each other in; 0 for not at all. The width must divide by it.',
    },
    blocks: {
      type: 'integer',
      min: 1,
      max: 2,
      default: 1,
      label: 'Blocks',
      explanation:
        'Of two, the first has an ordinary network and the second the experts, as every second layer of Switch Transformers.',
    },
  },
  build: ({ weights, features: width, tokens, classes, mixture: makeMixture }, { heads, blocks }) => {
    const shape = { width, tokens, heads };
    const before =
      blocks === 2 ? [...attending(weights, 'block.0', shape), feedForward(weights, 'block.0', shape)] : [];
    const layers = [...before, ...attending(weights, 'block.1', shape)];
    const norm = layerNorm(weights, 'block.1.experts.norm', { width, group: 'encoder' });
    const mixture = makeMixture({ inputs: width, outputs: width });
    const lastNorm = layerNorm(weights, 'head.norm', { width, group: 'head' });
    const head = linear(weights, 'head', {
      inputs: width,
      outputs: classes,
      group: 'head',
      init: glorotUniform(width, classes),
    });
    return {
      mixture,
      run: ({ features, layout, ...rest }) => {
        const x = layers.reduce((rows, layer) => tf.add(rows, layer.apply(rows, layout)), features);
        const mixed = mixture.run({ x: norm(x), layout, ...rest });
        const rows = tf.add<tf.Tensor2D>(realRows(x, layout), mixed.outputs);
        return {
          ...mixed,
          sampleOf: tokens === 1 ? null : sampleOfRows(layout),
          logits: head(meanOfTokens(lastNorm(rows), layout)),
          expertLogits: null,
        };
      },
      operations: layers.reduce((sum, { operations }) => sum + operations, width * classes),
    };
  },
});

/** What is added to the rows [B · m, d] on their way. */
interface Layer {
  readonly apply: (rows: tf.Tensor2D, layout: Layout) => tf.Tensor2D;
  /** Multiply–adds for one sample. */
  readonly operations: number;
}

function attending(
  weights: Weights,
  name: string,
  { width, tokens, heads }: { readonly width: number; readonly tokens: number; readonly heads: number },
): readonly Layer[] {
  // a token alone has nobody to look at
  if (heads === 0 || tokens === 1) return [];
  const norm = layerNorm(weights, `${name}.attention.norm`, { width, group: 'encoder' });
  const attention = selfAttention(weights, `${name}.attention`, { width, heads });
  return [
    {
      apply: (rows, layout) => attention.apply(norm(rows), layout),
      operations: attention.operations(tokens),
    },
  ];
}

function feedForward(
  weights: Weights,
  name: string,
  { width, tokens }: { readonly width: number; readonly tokens: number },
): Layer {
  const hidden = EXPANSION * width;
  const norm = layerNorm(weights, `${name}.network.norm`, { width, group: 'encoder' });
  const up = linear(weights, `${name}.network.up`, {
    inputs: width,
    outputs: hidden,
    group: 'encoder',
    init: heNormal(width),
  });
  const down = linear(weights, `${name}.network.down`, {
    inputs: hidden,
    outputs: width,
    group: 'encoder',
    init: glorotUniform(hidden, width),
  });
  return {
    apply: (rows) => down(tf.relu(up(norm(rows)))),
    operations: 2 * tokens * width * hidden,
  };
}
