/**
 * Weights of all experts, cut by expert. A test asks for the same cuts batch after batch, and each costs a copy of all
 * there is, and a packing of it for the matrix product: while a weight stays as it is, its parts are kept.
 */
import { splitParts } from './parts-of.ts';
import * as tf from './tf.ts';

interface Kept {
  /** The data that was cut; a weight that has moved has other data. */
  readonly of: object;
  readonly parts: tf.Tensor[];
}

export class KeptParts {
  readonly #kept = new Map<tf.Variable, Kept>();

  /** Like `tf.split`. What is returned is the keeper's, unless gradients are being recorded: then nothing is kept. */
  split<T extends tf.Tensor>(variable: tf.Variable, parts: number, axis: number): T[] {
    const known = this.#kept.get(variable);
    const isRecording = tf.engine().state.gradientDepth > 0;
    if (known?.of === variable.dataId && !isRecording) return known.parts as T[];
    this.#forget(variable);
    const made = splitParts<T>(variable as tf.Tensor as T, parts, axis);
    if (!isRecording && parts > 1) {
      this.#kept.set(variable, { of: variable.dataId, parts: made });
      made.forEach((part) => tf.keep(part));
    }
    return made;
  }

  dispose(): void {
    for (const variable of [...this.#kept.keys()]) this.#forget(variable);
  }

  #forget(variable: tf.Variable): void {
    tf.dispose(this.#kept.get(variable)?.parts ?? []);
    this.#kept.delete(variable);
  }
}
