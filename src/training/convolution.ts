/** Convolutions of 3 × 3, each followed by a ReLU and a max pool of 2 × 2: the small networks of all image recipes here. */
import { imageSize, type ImageShape } from './datasets/dataset.ts';
import { heNormal, zeros } from './initializers.ts';
import * as tf from './tf.ts';
import type { NewWeight, WeightGroup, Weights } from './weights.ts';

/** `valid` loses a pixel on each side; `same` pads with zeros. */
export type Padding = 'valid' | 'same';

export interface ConvolutionLayer {
  readonly from: ImageShape;
  /** After convolving and pooling. */
  readonly to: ImageShape;
  /** Multiply–adds for one image. */
  readonly operations: number;
}

/** What convolutions make of an image; with fewer layers than asked for where it gets too small to pool again. */
export function planConvolutions(
  image: ImageShape,
  { filters, pad }: { readonly filters: readonly number[]; readonly pad: Padding },
): readonly ConvolutionLayer[] {
  const layers: ConvolutionLayer[] = [];
  let from = image;
  for (const channels of filters) {
    const lost = pad === 'valid' ? 2 : 0;
    const [height, width] = [from.height - lost, from.width - lost];
    if (height < 2 || width < 2) break;
    const to = { height: Math.floor(height / 2), width: Math.floor(width / 2), channels };
    layers.push({ from, to, operations: height * width * 9 * from.channels * channels });
    from = to;
  }
  return layers;
}

/** ReLU and max pool of a convolution. The pool comes first, which changes nothing but the work: both only rise. */
export function convolve(
  images: tf.Tensor4D,
  { kernel, bias, pad }: { readonly kernel: tf.Tensor4D; readonly bias: tf.Tensor; readonly pad: Padding },
): tf.Tensor4D {
  const pooled = tf.maxPool(tf.conv2d(images, kernel, 1, pad), 2, 2, 'valid');
  return tf.relu(tf.add<tf.Tensor4D>(pooled, bias));
}

export interface ConvolutionStack {
  /** Of what comes out. */
  readonly image: ImageShape;
  /** Rows of pixels [B, height · width · channels] → [B, size of `image`]. */
  readonly apply: (x: tf.Tensor) => tf.Tensor2D;
  readonly operations: number;
}

/** A stack with its weights made on the spot, called `${name}.0.weight` and so on. */
export function convolutionStack(
  weights: Weights,
  name: string,
  {
    image,
    filters,
    pad,
    group,
  }: {
    readonly image: ImageShape;
    readonly filters: readonly number[];
    readonly pad: Padding;
    readonly group: WeightGroup;
  },
): ConvolutionStack {
  const plan = planConvolutions(image, { filters, pad });
  const layers = plan.map(({ from, to }, layer) => ({
    kernel: weights.create(`${name}.${layer}.weight`, {
      ...kernelWeight(from.channels, to.channels),
      group,
    }) as tf.Tensor4D,
    bias: weights.create(`${name}.${layer}.bias`, { shape: [to.channels], group, init: zeros }),
    pad,
  }));
  const last = plan.at(-1)?.to ?? image;
  return {
    image: last,
    apply: (x) => {
      const images = tf.reshape<tf.Rank.R4>(x, [x.shape[0], image.height, image.width, image.channels]);
      const convolved = layers.reduce(convolve, images);
      return tf.reshape(convolved, [x.shape[0], imageSize(last)]);
    },
    operations: plan.reduce((sum, { operations }) => sum + operations, 0),
  };
}

/** Shape and beginning of a kernel of 3 × 3. */
export function kernelWeight(inputs: number, outputs: number): Pick<NewWeight, 'shape' | 'init'> {
  return { shape: [3, 3, inputs, outputs], init: heNormal(9 * inputs) };
}
