import { describe, expect, it } from 'vitest';
import { faultOf } from '../../testing/fault-of.ts';
import { readRecorded, textFile } from '../../testing/read-recorded.ts';
import { sglangCsv } from './sglang-csv.ts';

const HEADER = 'layer_id,expert_id,count';

function read(...lines: readonly string[]) {
  return readRecorded(sglangCsv, [textFile('unknown', [HEADER, ...lines].join('\n'))]);
}

describe("SGLang's CSV", () => {
  it('may tell of an expert more than once, and of layers in any order', async () => {
    const { counts } = await read('3,1,5', '0,0,2', '3,1,4', '3,0,1');
    expect(counts.map(({ layer, counts: row }) => [layer, row])).toEqual([
      [0, [2]],
      [3, [1, 9]],
    ]);
  });

  it('leaves out lines that are none, and says where the first is', async () => {
    const { counts, findings } = await read('0,0,2', '0,one,2', '0,1', '', '0,99999999,1');
    expect(counts).toHaveLength(1);
    expect(findings).toMatchObject([{ code: 'unreadable-lines', facts: { lines: 3, first: 3 } }]);
  });

  it('without any line of counts ends in a fault', async () => {
    expect(await faultOf(() => read())).toBe('malformed');
    expect(await faultOf(() => read('a,b,c'))).toBe('malformed');
  });

  it.each(['layer,expert\n0,1\n', 'layer_id,expert_id,count,rank\n', HEADER])(
    'is told from %j',
    async (text) => {
      expect(await sglangCsv.recognises(textFile('legacy.csv', text))).toBe(false);
    },
  );
});
