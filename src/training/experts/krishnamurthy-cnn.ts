/**
 * The convolutional experts of Krishnamurthy, Watkins & Gaertner, arXiv 2302.14703, as their code has them: for MNIST
 * conv 3 × 3 with one filter, max pool, 169 → 5 → 32 → 10 with ReLUs, 1,382 parameters; for Fashion-MNIST more
 * filters and 64 in place of 5; for CIFAR four convolutions of f, 2f, 4f and 4f filters, padded. Their batch norms are
 * left out: the small networks train without.
 */
import { imageSize } from '../datasets/dataset.ts';
import { convolve, kernelWeight, planConvolutions } from '../convolution.ts';
import { glorotUniform, heNormal, zeros } from '../initializers.ts';
import { convolutionParameters, convolutionsOf } from '../krishnamurthy-convolutions.ts';
import { krishnamurthy2023 } from '../papers.ts';
import { splitParts, unstackParts } from '../parts-of.ts';
import * as tf from '../tf.ts';
import type { NewWeight } from '../weights.ts';
import { defineExperts, once, type ExpertsContext, type OneExpert } from './expert-kind.ts';

export const krishnamurthyCnnExperts = defineExperts({
  id: 'krishnamurthy-cnn',
  name: 'Small CNN',
  explanation: 'Each expert is a small convolutional network that sees the image itself.',
  papers: [krishnamurthy2023],
  needsImage: true,
  parameters: {
    ...convolutionParameters,
    narrow: {
      type: 'integer',
      min: 1,
      max: 1024,
      default: 5,
      scale: 'logarithmic',
      label: 'First layer',
      explanation: 'Units after the convolutions: the paper has 5 for MNIST, 64 for the others.',
    },
    wide: {
      type: 'integer',
      min: 1,
      max: 1024,
      default: 32,
      scale: 'logarithmic',
      label: 'Second layer',
      explanation: 'Units before the class scores: what an attentive gate looks at.',
    },
  },
  build: (context, { convolutions, filters: filtersOfOne, narrow, wide }) => {
    const { group, image, outputs, experts, widthFactor } = context;
    // most weights are of the layer that reads the filters' maps: they alone grow for a dense network
    const filters = widthFactor * filtersOfOne;
    if (image === undefined) throw new Error('convolutional experts need an image');
    const shape = convolutionsOf({ convolutions, filters });
    const { pad } = shape;
    const plan = planConvolutions(image, shape);
    const [first, ...deeper] = plan;
    if (first === undefined) throw new Error('the image is too small to convolve');
    const make = makerOf(context);

    // All experts see the same image, so their first filters are one convolution.
    const filtersOfAll = make('convolution.0', {
      ...kernelWeight(first.from.channels, experts * filters),
      expertAxis: 3,
    });
    const deeperOfAll = deeper.map(({ from, to }, i) =>
      make(`convolution.${i + 1}`, {
        shape: [experts, ...kernelWeight(from.channels, to.channels).shape],
        init: heNormal(9 * from.channels),
        expertAxis: 0,
        biases: to.channels,
      }),
    );
    const flat = imageSize(plan.at(-1)!.to);
    const [narrowUnits, wideUnits] = [`${group}.narrow`, `${group}.wide`];
    const layers = [
      { inputs: flat, outputs: narrow, init: heNormal(flat), units: { to: narrowUnits } },
      { inputs: narrow, outputs: wide, init: heNormal(narrow), units: { from: narrowUnits, to: wideUnits } },
      { inputs: wide, outputs, init: glorotUniform(wide, outputs), units: { from: wideUnits } },
    ].map((layer, i) =>
      make(`layer.${i}`, {
        shape: [experts, layer.inputs, layer.outputs],
        init: layer.init,
        expertAxis: 0,
        ...layer.units,
        biases: layer.outputs,
      }),
    );

    const imagesOf = (x: tf.Tensor2D) =>
      tf.reshape<tf.Rank.R4>(x, [x.shape[0], image.height, image.width, image.channels]);
    /** From an expert's first feature maps to its states, and from those to its output. */
    const cut = () => {
      const kernels = deeperOfAll.map(
        ({ kernel, bias }) => [unstackParts(kernel), unstackParts(bias)] as const,
      );
      const dense = layers.map(({ kernel, bias }) => [unstackParts(kernel), unstackParts(bias)] as const);
      const layer = (x: tf.Tensor2D, at: number, expert: number): tf.Tensor2D =>
        tf.matMul(x, dense[at]![0][expert] as tf.Tensor2D).add(dense[at]![1][expert]!);
      return {
        stateOf: (maps: tf.Tensor4D, expert: number) => {
          const deep = kernels.reduce(
            (x, [kernel, bias]) =>
              convolve(x, { kernel: kernel[expert] as tf.Tensor4D, bias: bias[expert]!, pad }),
            maps,
          );
          const narrowed = tf.relu(layer(tf.reshape(deep, [maps.shape[0], flat]), 0, expert));
          return layer(narrowed, 1, expert);
        },
        outputOf: (state: tf.Tensor2D, expert: number) => layer(tf.relu(state), 2, expert),
      };
    };

    return {
      sideBySide: (x) => {
        const parts = once(cut);
        const states = once(() => {
          const { kernel, bias } = filtersOfAll;
          const maps = convolve(imagesOf(x), { kernel: kernel as tf.Tensor4D, bias, pad });
          return splitParts<tf.Tensor4D>(maps, experts, 3).map((own, i) => parts().stateOf(own, i));
        });
        const each = once(
          () =>
            tf.stack(
              states().map((state, i) => parts().outputOf(state, i)),
              1,
            ) as tf.Tensor3D,
        );
        return {
          each,
          combined: (gates) => tf.sum<tf.Tensor2D>(tf.mul(each(), tf.expandDims(gates, 2)), 1),
          states: () => tf.stack(states(), 1) as tf.Tensor3D,
        };
      },
      apart: (): OneExpert => {
        const kernels = splitParts(filtersOfAll.kernel as tf.Tensor4D, experts, 3);
        const biases = splitParts<tf.Tensor>(filtersOfAll.bias, experts);
        const { stateOf, outputOf } = cut();
        return (expert, rows) => {
          const maps = convolve(imagesOf(rows), { kernel: kernels[expert]!, bias: biases[expert]!, pad });
          return outputOf(stateOf(maps, expert), expert);
        };
      },
      stateWidth: wide,
      operations:
        plan.reduce((sum, { operations }) => sum + operations, 0) +
        flat * narrow +
        narrow * wide +
        wide * outputs,
    };
  },
});

interface LayerOfAll extends Omit<NewWeight, 'group'> {
  /** Biases of one expert; absent where the kernel's last axis holds those of all. */
  readonly biases?: number;
}

/** Makes a layer of all experts: a kernel, and biases [E, n], or [E · n] beside a kernel whose last axis is E · n. */
function makerOf({ weights, group, experts }: ExpertsContext) {
  return (name: string, { biases, ...kernel }: LayerOfAll) => ({
    kernel: weights.create(`${group}.${name}.weight`, { ...kernel, group }),
    bias: weights.create(`${group}.${name}.bias`, {
      shape: biases === undefined ? [kernel.shape.at(-1)!] : [experts, biases],
      group,
      init: zeros,
      isVector: true,
      expertAxis: 0,
    }),
  });
}
