import { describe, expect, it } from 'vitest';
import type { Dtype } from './dtype.ts';
import { notice } from './fault.ts';
import type { TensorEntry } from './tensor.ts';
import { markUndrawn, noticesOfUndrawn } from './undrawn.ts';

function tensor(name: string, dtype: Dtype, more: Partial<TensorEntry> = {}): TensorEntry {
  return { name, dtype, shape: [4, 4], file: 0, startByte: 0, byteLength: 16, ...more };
}

describe('markUndrawn', () => {
  it('gives each tensor its reason, and leaves the rest as it is', () => {
    const plain = tensor('norm.weight', 'BF16');
    const sparse = tensor('c.weight', 'F32', { undrawn: 'sparse' });
    const marked = markUndrawn([
      plain,
      sparse,
      tensor('a.weight', 'F8_E4M3'),
      tensor('a.weight_scale', 'F32'),
      tensor('b.qweight', 'I32'),
      tensor('phase', 'C64'),
    ]);
    expect(marked.map(({ undrawn }) => undrawn)).toEqual([
      undefined,
      'sparse',
      'needs-scale',
      undefined,
      'packed-codes',
      'complex',
    ]);
    expect(marked[0]).toBe(plain);
    expect(marked[1]).toBe(sparse);
  });
});

describe('noticesOfUndrawn', () => {
  it('says each reason once, with its number and a few names', () => {
    const codes = Array.from({ length: 5 }, (_, i) => tensor(`w${i}`, 'I32', { undrawn: 'packed-codes' }));
    const complex = tensor('z', 'C64', { undrawn: 'complex' });
    expect(noticesOfUndrawn([tensor('plain', 'F32'), ...codes, complex])).toEqual([
      notice('tensors-not-drawn', { reason: 'packed-codes', tensors: 5, examples: ['w0', 'w1', 'w2'] }),
      notice('tensors-not-drawn', { reason: 'complex', tensors: 1, examples: ['z'] }),
    ]);
  });
});
