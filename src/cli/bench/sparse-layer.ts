/** A layer of experts on 512 rows of 256, 512 hidden units each: rows sent to their experts, against all for all and masked. */
import { seededRandom } from '../../core/random.ts';
import { zeroMatrix } from '../../core/routing/matrix.ts';
import { routeTopK } from '../../core/routing/routers/top-k.ts';
import { dispatch } from '../../training/dispatch.ts';
import { mlpExperts } from '../../training/experts/mlp.ts';
import { adam } from '../../training/optimizers/adam.ts';
import * as tf from '../../training/tf.ts';
import { Weights } from '../../training/weights.ts';
import { medianMs } from './timing.ts';

const ROWS = 512;
const WIDTH = 256;
const HIDDEN = 512;

export interface SparseTimes {
  readonly experts: number;
  readonly used: number;
  /** Milliseconds: forward alone, and forward, backward and Adam. */
  readonly forward: { readonly dense: number; readonly sent: number };
  readonly step: { readonly dense: number; readonly sent: number };
}

export function timeSparseLayer(experts: number, used: number, times: number): SparseTimes {
  const random = seededRandom(5);
  const weights = new Weights(random);
  const layer = mlpExperts.build(
    { weights, group: 'experts', inputs: WIDTH, outputs: WIDTH, experts, widthFactor: 1 },
    { hidden: HIDDEN },
  );
  const values = Float32Array.from({ length: ROWS * WIDTH }, () => random.normal());
  const x = tf.variable(tf.tensor2d(values, [ROWS, WIDTH]));
  const logits = zeroMatrix(ROWS, experts);
  logits.values.forEach((_, i) => (logits.values[i] = random.normal()));
  const routing = routeTopK(logits, { topK: used, gatesOver: 'all' });
  const gates = tf.tensor2d(Float32Array.from(routing.gates.values), [ROWS, experts]);

  const dense = () => layer.sideBySide(x as tf.Tensor as tf.Tensor2D).combined(gates);
  const sent = () =>
    dispatch({ x: x as tf.Tensor as tf.Tensor2D, gates, routing, outputs: WIDTH }, layer.apart());
  const forward = (compute: () => tf.Tensor) =>
    medianMs(() => void tf.tidy(() => tf.sum(compute()).dataSync()), { warm: 3, times });
  const step = (compute: () => tf.Tensor) => {
    const optimizer = adam.build({});
    const all = weights.all();
    const variables = [...all.map(({ variable }) => variable), x];
    const work = () => {
      tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() => tf.mean(tf.square(compute())), variables);
        const gradients = all.map(({ name, variable }) => [name, grads[variable.name]!] as const);
        optimizer.apply(all, Object.fromEntries(gradients));
        value.dataSync();
      });
    };
    const median = medianMs(work, { warm: 2, times });
    optimizer.dispose();
    return median;
  };
  const result = {
    experts,
    used,
    forward: { dense: forward(dense), sent: forward(sent) },
    step: { dense: step(dense), sent: step(sent) },
  };
  weights.dispose();
  tf.dispose([x, gates]);
  return result;
}
