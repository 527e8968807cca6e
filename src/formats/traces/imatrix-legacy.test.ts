import { describe, expect, it } from 'vitest';
import { ByteWriter } from '../../testing/byte-writer.ts';
import { faultOf } from '../../testing/fault-of.ts';
import { readRecorded } from '../../testing/read-recorded.ts';
import { traceFile } from '../../testing/trace-of.ts';
import { imatrixLegacy } from './imatrix-legacy.ts';

type Entry = readonly [name: string, calls: number, values: readonly number[]];

function fileOf(entries: readonly Entry[], { announced = entries.length } = {}): Uint8Array {
  const to = new ByteWriter().u32(announced);
  for (const [name, calls, values] of entries) {
    to.u32(name.length).bytes(new TextEncoder().encode(name)).u32(calls, values.length);
    to.bytes(new Uint8Array(Float32Array.from(values).buffer));
  }
  return to.done();
}

const router: Entry = ['blk.0.ffn_gate_inp.weight', 2, [2, 4]];
const up: Entry = ['blk.0.ffn_up_exps.weight', 2, [2, 4, 6, 8, 2, 2]];
const down: Entry = ['blk.0.ffn_down_exps.weight', 2, [2, 2, 2, 4, 4, 4, 6, 6, 6]];

const read = (bytes: Uint8Array) => readRecorded(imatrixLegacy, [traceFile('unknown', bytes)]);

describe('an imatrix from before GGUF', () => {
  it('tells how many experts there are by what its router takes', async () => {
    const { scores, inputEnergies } = await read(fileOf([router, up, down]));
    expect(scores).toEqual([
      // the third expert's row is the number of calls throughout: it was never chosen
      { table: 'input energy of ffn_up_exps', layer: 0, values: [1.5, 3.5, NaN] },
      { table: 'input energy of ffn_down_exps', layer: 0, values: [NaN, 2, 3] },
    ]);
    expect(inputEnergies.map(({ of, values }) => [of, [...values]])).toEqual([
      ['inputs', [1, 2, 3, 4, NaN, NaN]],
      ['units', [NaN, NaN, NaN, 2, 2, 2, 3, 3, 3]],
    ]);
  });

  it('that ends within an entry is read up to there', async () => {
    const bytes = fileOf([router, up, down]);
    const { scores, findings } = await read(bytes.subarray(0, -4));
    expect(scores.map(({ table }) => table)).toEqual(['input energy of ffn_up_exps']);
    expect(findings.at(-1)).toMatchObject({
      code: 'cut-short',
      facts: { detail: '2 of 3 entries are whole' },
    });
  });

  it('of a model without experts ends in a fault', async () => {
    expect(await faultOf(() => read(fileOf([router, ['blk.0.attn_q.weight', 2, [1, 2]]])))).toBe('malformed');
  });

  it('whose experts nothing tells the number of ends in a fault', async () => {
    expect(await faultOf(() => read(fileOf([up, down])))).toBe('malformed');
  });

  it.each<[string, Uint8Array]>([
    ['no entries', fileOf([], { announced: 0 })],
    ['too many entries', fileOf([router], { announced: 1e6 })],
    ['a name that is none', fileOf([['\u0001\u0002', 1, [1]]])],
    ['a name of something else', fileOf([['title', 1, [1]]])],
    ['more values than there are', fileOf([router]).subarray(0, -1)],
    ['nothing', new Uint8Array(0)],
  ])('is told from a file with %s', async (_, bytes) => {
    expect(await imatrixLegacy.recognises(traceFile('imatrix.dat', bytes))).toBe(false);
  });
});
