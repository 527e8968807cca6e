/**
 * Experts on mixtures of tokens: the middle of Soft MoE (Puigcerver et al., arXiv 2308.00951). Of each sample on its own,
 *
 *     X̃ = softmax over tokens(L)ᵀ X,   Ỹ = experts, each on its slots of X̃,   Y = softmax over slots(L) Ỹ.
 *
 * The experts see the slots of the whole batch as rows of one matrix each: products in two dimensions are the fast ones.
 */
import type { OneExpert } from './experts/expert-kind.ts';
import { realMask, type Layout } from './layout.ts';
import { unstackParts } from './parts-of.ts';
import * as tf from './tf.ts';

export interface SlotInput {
  /** Tokens, [B · m, d], padding included. */
  readonly x: tf.Tensor2D;
  /** L, [B · m, E · s]: an expert's slots side by side. */
  readonly logits: tf.Tensor2D;
  readonly layout: Layout;
  readonly experts: number;
}

/** Y, [B · m, o]; rows of padding hold nothing of use. */
export function mixThroughSlots({ x, logits, layout, experts }: SlotInput, compute: OneExpert): tf.Tensor2D {
  const { samples, tokens } = layout;
  const [, slots] = logits.shape;
  const perExpert = slots / experts;
  const byToken = tf.reshape<tf.Rank.R3>(logits, [samples, tokens, slots]);
  const bySlot = withoutPadding(tf.transpose(byToken, [0, 2, 1]), layout);
  const mixed = tf.matMul(tf.softmax(bySlot), tf.reshape<tf.Rank.R3>(x, [samples, tokens, x.shape[1]]));

  // [B, E, s, d] → E matrices [B · s, d], and back
  const byExpert = tf.transpose(tf.reshape(mixed, [samples, experts, perExpert, x.shape[1]]), [1, 0, 2, 3]);
  const rows = unstackParts(tf.reshape(byExpert, [experts, samples * perExpert, x.shape[1]]));
  const computed = tf.stack(rows.map((own, expert) => compute(expert, own as tf.Tensor2D)));
  const width = computed.shape[2]!;
  const bySample = tf.transpose(tf.reshape(computed, [experts, samples, perExpert, width]), [1, 0, 2, 3]);
  const outputs = tf.reshape<tf.Rank.R3>(bySample, [samples, slots, width]);
  return tf.reshape(tf.matMul(tf.softmax(byToken), outputs), [samples * tokens, width]);
}

/** Logits [B, slots, m] with nothing to gain from padding. */
function withoutPadding(logits: tf.Tensor3D, layout: Layout): tf.Tensor3D {
  if (layout.real === null) return logits;
  const penalty = tf.mul(tf.sub(realMask(layout), 1), 1e9);
  return tf.add(logits, tf.expandDims(penalty, 1));
}
