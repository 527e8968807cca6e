/** Self-attention over the tokens of each sample: Vaswani et al., arXiv 1706.03762. Nobody looks at padding. */
import { glorotUniform } from './initializers.ts';
import { realMask, type Layout } from './layout.ts';
import * as tf from './tf.ts';
import { linear, type Weights } from './weights.ts';

export interface SelfAttention {
  /** Rows [B · m, d] → [B · m, d]. */
  readonly apply: (x: tf.Tensor2D, layout: Layout) => tf.Tensor2D;
  /** Multiply–adds for a sample of so many tokens. */
  readonly operations: (tokens: number) => number;
}

export function selfAttention(
  weights: Weights,
  name: string,
  { width, heads }: { readonly width: number; readonly heads: number },
): SelfAttention {
  const perHead = Math.max(1, Math.floor(width / heads));
  const inner = heads * perHead;
  const asked = linear(weights, `${name}.queries-keys-values`, {
    inputs: width,
    outputs: 3 * inner,
    group: 'encoder',
    init: glorotUniform(width, inner),
  });
  const answer = linear(weights, `${name}.output`, {
    inputs: inner,
    outputs: width,
    group: 'encoder',
    init: glorotUniform(inner, width),
  });
  return {
    apply: (x, layout) => {
      const { samples, tokens } = layout;
      // [3, B, heads, m, d/heads]
      const byHead = tf.transpose(
        tf.reshape(asked(x), [samples, tokens, 3, heads, perHead]),
        [2, 0, 3, 1, 4],
      );
      const [queries, keys, values] = tf.unstack(byHead) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
      const likeness: tf.Tensor4D = tf.matMul(
        tf.mul<tf.Tensor4D>(queries, 1 / Math.sqrt(perHead)),
        keys,
        false,
        true,
      );
      const seen = tf.matMul(tf.softmax(withoutPadding(likeness, layout)), values);
      return answer(tf.reshape(tf.transpose(seen, [0, 2, 1, 3]), [samples * tokens, inner]));
    },
    operations: (tokens) => 4 * tokens * width * inner + 2 * tokens * tokens * inner,
  };
}

/** Likeness of tokens [B, heads, m, m] with none to padding. */
function withoutPadding(likeness: tf.Tensor4D, layout: Layout): tf.Tensor4D {
  const { samples, tokens, real } = layout;
  if (real === null) return likeness;
  const penalty = tf.reshape(tf.mul(tf.sub(realMask(layout), 1), 1e9), [samples, 1, 1, tokens]);
  return tf.add(likeness, penalty);
}
