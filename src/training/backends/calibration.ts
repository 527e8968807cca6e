/** How long a step takes on the backend in use: a small forward and backward pass, as training does them. */
import * as tf from '../tf.ts';

const REPEATS = 5;

/** Milliseconds, the median after a first run that compiles. */
export async function measureStepMs(): Promise<number> {
  const x = tf.tidy(() => tf.fill<tf.Rank.R2>([128, 784], 0.5));
  const up = tf.tidy(() => tf.variable(tf.fill<tf.Rank.R2>([784, 512], 0.01)));
  const down = tf.tidy(() => tf.variable(tf.fill<tf.Rank.R2>([512, 10], 0.01)));
  const times: number[] = [];
  for (let i = 0; i <= REPEATS; i++) {
    const begun = performance.now();
    const { value, grads } = tf.variableGrads(() => {
      const hidden = tf.relu(tf.matMul(x, up as tf.Tensor2D));
      return tf.mean(tf.square(tf.matMul(hidden, down as tf.Tensor2D)));
    });
    await Promise.all([value.data(), ...Object.values(grads).map((gradient) => gradient.data())]);
    tf.dispose([value, grads]);
    if (i > 0) times.push(performance.now() - begun);
  }
  tf.dispose([x, up, down]);
  return times.sort((a, b) => a - b)[Math.floor(REPEATS / 2)]!;
}
