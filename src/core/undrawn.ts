/** Which tensors are listed but not drawn, and why. Independent of format: by dtype, and by what lies beside a tensor. */
import { encodingsOf, type EncodingContext } from './companions.ts';
import { dtypes } from './dtype.ts';
import { notice, type Notice, type UndrawnReason } from './fault.ts';
import type { TensorEntry } from './tensor.ts';

const EXAMPLES = 3;

/** The same tensors, with `undrawn` set where the stored numbers are not weights; a reader's own reason stays. */
export function markUndrawn(tensors: readonly TensorEntry[], context?: EncodingContext): TensorEntry[] {
  const encodings = encodingsOf(tensors, context);
  return tensors.map((tensor, i) => {
    if (tensor.undrawn !== undefined || tensor.scaling !== undefined) return tensor;
    if (dtypes[tensor.dtype].kind === 'complex') return { ...tensor, undrawn: 'complex' };
    if (encodings[i] === 'scaled') return { ...tensor, undrawn: 'needs-scale' };
    if (encodings[i] === 'codes') return { ...tensor, undrawn: 'packed-codes' };
    return tensor;
  });
}

/** One notice for each reason. */
export function noticesOfUndrawn(tensors: readonly TensorEntry[]): Notice[] {
  const found = new Map<UndrawnReason, string[]>();
  for (const { name, undrawn } of tensors) {
    if (undrawn === undefined) continue;
    const names = found.get(undrawn);
    if (names) names.push(name);
    else found.set(undrawn, [name]);
  }
  return [...found].map(([reason, names]) =>
    notice('tensors-not-drawn', { reason, tensors: names.length, examples: names.slice(0, EXAMPLES) }),
  );
}
