import { describe, expect, it } from 'vitest';
import { faultOf } from '../../testing/fault-of.ts';
import { ggufFile } from '../../testing/gguf-builder.ts';
import { readRecorded } from '../../testing/read-recorded.ts';
import { traceFile } from '../../testing/trace-of.ts';
import { imatrixGguf } from './imatrix-gguf.ts';

/** Name → its numbers, of so many inputs each. */
function fileOf(tensors: Readonly<Record<string, readonly number[]>>, type = 'imatrix') {
  const bytes = ggufFile({
    settings: { 'general.type': type },
    tensors: Object.entries(tensors).map(([name, values]) => ({
      name,
      type: 'F32' as const,
      sizes: name.endsWith('counts') ? [1, values.length] : [2, values.length / 2],
      bytes: new Uint8Array(Float32Array.from(values).buffer),
    })),
  });
  return traceFile('unknown', bytes);
}

const gate = 'blk.3.ffn_gate_exps.weight';
const up = 'blk.3.ffn_up_exps.weight';

describe('an imatrix', () => {
  it('gives counts, tokens of the router, and energy by expert', async () => {
    const { counts, scores, inputEnergies } = await readRecorded(imatrixGguf, [
      fileOf({
        [`${gate}.in_sum2`]: [2, 4, 0, 0],
        [`${gate}.counts`]: [3, 0],
        'blk.3.ffn_gate_inp.weight.counts': [3],
      }),
    ]);
    expect(counts).toEqual([{ layer: 3, counts: [3, 0], tokens: 3 }]);
    // (2 + 4) / 2 inputs / 3 tokens; none of an expert that nothing went into
    expect(scores).toEqual([{ table: 'input energy of ffn_gate_exps', layer: 3, values: [1, NaN] }]);
    const values = Float32Array.of(2 / 3, 4 / 3, NaN, NaN);
    expect(inputEnergies).toEqual([{ layer: 3, of: 'inputs', experts: 2, values }]);
  });

  it('says where projections of a layer count differently', async () => {
    const { counts, findings } = await readRecorded(imatrixGguf, [
      fileOf({ [`${up}.counts`]: [1, 2], [`${gate}.counts`]: [1, 4] }),
    ]);
    expect(counts[0]!.counts).toEqual([1, 4]);
    expect(findings).toMatchObject([
      { code: 'sums-disagree', facts: { layer: 3, counted: 5, expected: 3, layers: 1 } },
    ]);
  });

  it('says where counts are beyond what 32-bit floats count exactly', async () => {
    const { findings } = await readRecorded(imatrixGguf, [fileOf({ [`${gate}.counts`]: [2 ** 24, 2] })]);
    expect(findings.map(({ code }) => code)).toEqual(['rounded-counts']);
  });

  it('of a model without experts ends in a fault', async () => {
    const file = fileOf({ 'blk.0.attn_q.weight.counts': [5] });
    expect(await imatrixGguf.recognises(file)).toBe(true);
    expect(await faultOf(() => readRecorded(imatrixGguf, [file]))).toBe('malformed');
  });

  it('is told from a model', async () => {
    expect(await imatrixGguf.recognises(fileOf({ [`${gate}.counts`]: [1] }, 'model'))).toBe(false);
  });
});
